"""The sheet of agreement: who decided what on which content, and whose decision is awaited."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select

from app.access.policy import Viewer
from app.engine.models import TaskState
from app.engine.queries.record import require_case
from app.engine.queries.tasks import organisation_name
from app.engine.queries.visibility import CASE, TASK
from app.foundation.database import db
from app.processes.queries import Live, live_version
from app.workflow.elements import TaskKind, UserTaskSpec

_DECIDING: Final = tuple(kind.value for kind in TaskKind if kind.decides)


@dataclass(frozen=True, kw_only=True)
class AgreementRow:
    """A line of the sheet of agreement: a decision that was made, or one that is awaited (`outcome` empty).

    `content_hash` is the SHA-256 of what was decided on, `edition` its number; `is_current` says that nothing was
    filled in since. `state` is `decided`, `open` or `later`.
    """

    element_id: str
    name: str
    kind: str
    role: str
    organisation_name: str
    state: str
    task_id: int | None
    who: str
    on_behalf_of: str
    basis: str
    outcome: str
    remarks: str
    round: int
    edition: int
    content_hash: str
    is_current: bool
    decided_at: datetime | None
    legal_date: date | None


def list_agreement_rows(viewer: Viewer, case_id: int) -> tuple[AgreementRow, ...]:
    """Return the sheet of agreement: every decision in order, then the awaited ones by the route; raises NotFound."""
    require_case(viewer, case_id)
    return read_agreement_rows(case_id)


def read_agreement_rows(case_id: int) -> tuple[AgreementRow, ...]:
    """Return the sheet of agreement, whoever asks."""
    columns = (CASE.c.edition, CASE.c.version_id, CASE.c.places, CASE.c.status)
    case = db.session.execute(select(*columns).where(CASE.c.id == case_id)).one()
    query = select(TASK).where(
        TASK.c.case_id == case_id,
        TASK.c.kind.in_(_DECIDING),
        TASK.c.state.in_([TaskState.COMPLETED, TaskState.OPEN]),
    )
    rows = db.session.execute(query.order_by(TASK.c.completed_at, TASK.c.id)).all()
    decided = [_decided(row, case.edition) for row in rows if row.state is TaskState.COMPLETED]
    awaited = [_awaited(row, case.edition) for row in rows if row.state is TaskState.OPEN]
    known = {row.element_id for row in rows}
    later = (
        [] if case.status.is_closed else list(_later(live_version(case.version_id), case.places, known, _now(case_id)))
    )
    return (*decided, *awaited, *later)


def _now(case_id: int) -> frozenset[str]:
    """Return the elements where the case is: of its open tasks, else of the one that was done last."""
    query = select(TASK.c.element_id, TASK.c.state).where(
        TASK.c.case_id == case_id, TASK.c.state.in_([TaskState.COMPLETED, TaskState.OPEN])
    )
    rows = db.session.execute(query.order_by(TASK.c.completed_at, TASK.c.id)).all()
    opened = frozenset(row.element_id for row in rows if row.state is TaskState.OPEN)
    return opened or frozenset(row.element_id for row in rows[-1:])


def _decided(row: Any, edition: int) -> AgreementRow:
    return AgreementRow(
        element_id=row.element_id,
        name=row.name,
        kind=row.kind,
        role=row.role,
        organisation_name=organisation_name(row.organisation_id),
        state="decided",
        task_id=row.id,
        who=row.completed_by_name,
        on_behalf_of=row.completed_for,
        basis=row.completed_basis,
        outcome=row.outcome,
        remarks=row.comment,
        round=row.round,
        edition=row.edition,
        content_hash=row.content_hash,
        is_current=row.edition == edition,
        decided_at=row.completed_at,
        legal_date=row.legal_date,
    )


def _awaited(row: Any, edition: int) -> AgreementRow:
    return AgreementRow(
        element_id=row.element_id,
        name=row.name,
        kind=row.kind,
        role=row.role,
        organisation_name=organisation_name(row.organisation_id),
        state="open",
        task_id=row.id,
        who="",
        on_behalf_of="",
        basis="",
        outcome="",
        remarks="",
        round=row.round,
        edition=edition,
        content_hash="",
        is_current=True,
        decided_at=None,
        legal_date=row.legal_date,
    )


def _later(live: Live, places: dict[str, int], known: set[str], now: frozenset[str]) -> Iterator[AgreementRow]:
    """Return the deciding tasks that the case has not come to and still can, the usual way first."""
    for element_id in live.ahead(now):
        element = live.outline.element(element_id)
        if element is None or element.task is None or element_id in known or not element.task.kind.decides:
            continue
        role, place = first_group(element.task, places)
        yield AgreementRow(
            element_id=element.element_id,
            name=element.name,
            kind=element.task.kind.value,
            role=role,
            organisation_name=organisation_name(place),
            state="later",
            task_id=None,
            who="",
            on_behalf_of="",
            basis="",
            outcome="",
            remarks="",
            round=0,
            edition=0,
            content_hash="",
            is_current=False,
            decided_at=None,
            legal_date=None,
        )


def first_group(task: UserTaskSpec, places: dict[str, int]) -> tuple[str, int | None]:
    """Return the role of the first group of a task and the organisation it means for this case."""
    group = next(iter(task.groups), None)
    return (group.role, places.get(group.place)) if group is not None else ("", None)
