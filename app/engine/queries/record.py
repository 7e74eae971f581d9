"""What happened in a case: timeline, rounds, answers, values. All from rows that are never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, select, true

from app.access.policy import Viewer
from app.audit.models import AuditEntry
from app.engine.models import TaskState
from app.engine.queries.tasks import organisation_name
from app.engine.queries.visibility import CASE, TASK, sees_case
from app.foundation.database import db
from app.foundation.errors import NotFound

_ENTRY: Table = AuditEntry.__table__  # type: ignore[assignment]  # the mapper made it a Table
_DECISIONS: Final = frozenset({"start_case", "withdraw_case", "cancel_case"})
_ANSWERED: Final = (
    *("element_id", "instance", "name", "kind", "role", "form_id", "round", "edition", "answers", "outcome", "comment"),
    *("completed_at", "completed_by", "completed_by_name", "completed_for"),
)


@dataclass(frozen=True, kw_only=True)
class TimelineEntry:
    """One entry of the history; `action` is the verb of the command, `facts` what the audit record says.

    `who` is the post or name that acted («Система» is left to the page: `is_system`), `on_behalf_of` and `basis` show a
    substitution. `is_decision` marks what the filter «Только решения» keeps.
    """

    number: int
    at: datetime
    action: str
    who: str
    role: str
    organisation_name: str
    is_system: bool
    on_behalf_of: str
    basis: str
    element_id: str
    task_id: int | None
    task_name: str
    outcome: str
    comment: str
    round: int
    is_decision: bool
    facts: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class AnsweredTask:
    """A completed task with what was answered; `form_id` is the form of the case's version it was given with.

    `instance` is its number among those that several people do side by side.
    """

    task_id: int
    element_id: str
    instance: int | None
    name: str
    kind: str
    role: str
    organisation_name: str
    form_id: str
    round: int
    edition: int
    answers: Mapping[str, Any]
    outcome: str
    comment: str
    completed_at: datetime
    completed_by_name: str
    completed_for: str
    completed_by: int | None


def latest_answers(done: Iterable[AnsweredTask]) -> list[AnsweredTask]:
    """Return the latest answers of each step in the order of completion; side by side, those of its last round."""
    found: dict[tuple[str, int | None], AnsweredTask] = {}
    last_round: dict[str, int] = {}
    for one in done:
        found.pop((one.element_id, one.instance), None)
        found[one.element_id, one.instance] = one
        last_round[one.element_id] = max(one.round, last_round.get(one.element_id, 0))
    return [one for one in found.values() if one.round == last_round[one.element_id]]


def list_timeline(viewer: Viewer, case_id: int, *, only_decisions: bool = False) -> tuple[TimelineEntry, ...]:
    """Return the history of a case, latest first; raises NotFound."""
    require_case(viewer, case_id)
    query = select(_ENTRY).where(_ENTRY.c.stream == f"case:{case_id}").order_by(_ENTRY.c.number.desc())
    entries = (_entry(row) for row in db.session.execute(query))
    return tuple(entry for entry in entries if entry.is_decision or not only_decisions)


def list_task_rounds(viewer: Viewer, case_id: int, element_id: str) -> tuple[AnsweredTask, ...]:
    """Return every completed round of one element, first round first; raises NotFound."""
    require_case(viewer, case_id)
    return _answered(case_id, TASK.c.element_id == element_id)


def list_answers_before(viewer: Viewer, case_id: int, *, before: datetime | None = None) -> tuple[AnsweredTask, ...]:
    """Return the completed tasks of a case in the order of completion, until `before`; raises NotFound."""
    require_case(viewer, case_id)
    return _answered(case_id, TASK.c.completed_at < before if before is not None else true())


def read_answers(case_id: int) -> tuple[AnsweredTask, ...]:
    """Return the completed tasks of a case in the order of completion, whoever asks."""
    return _answered(case_id, true())


def list_case_values(viewer: Viewer, case_id: int) -> Mapping[str, Any]:
    """Return the readable values of a case by name, with real dates and decimals; raises NotFound."""
    row = db.session.execute(select(CASE.c.readable).where(CASE.c.id == case_id, sees_case(viewer))).first()
    if row is None:
        raise NotFound(case_id=case_id)
    values: Mapping[str, Any] = row.readable
    return values


def list_completed_elements(case_id: int) -> tuple[str, ...]:
    """Return the ids of all elements the case went through, in order, for the path on the diagram."""
    query = select(_ENTRY.c.facts).where(_ENTRY.c.stream == f"case:{case_id}").order_by(_ENTRY.c.number)
    return tuple(str(step) for facts in db.session.scalars(query) for step in facts.get("steps", ()))


def require_case(viewer: Viewer, case_id: int) -> None:
    """Raise NotFound unless the viewer may see the case."""
    if db.session.scalar(select(CASE.c.id).where(CASE.c.id == case_id, sees_case(viewer))) is None:
        raise NotFound(case_id=case_id)


def _answered(case_id: int, condition: ColumnElement[bool]) -> tuple[AnsweredTask, ...]:
    query = (
        select(*(TASK.c[name] for name in (*_ANSWERED, "id", "organisation_id")))
        .where(TASK.c.case_id == case_id, TASK.c.state == TaskState.COMPLETED, condition)
        .order_by(TASK.c.completed_at, TASK.c.id)
    )
    return tuple(
        AnsweredTask(
            **{name: getattr(row, name) for name in _ANSWERED},
            task_id=row.id,
            organisation_name=organisation_name(row.organisation_id),
        )
        for row in db.session.execute(query)
    )


def _is_system(row: Any) -> bool:
    """Say whether the system acted by itself; somebody without an account acts on a basis: the link they were given."""
    return row.person_id is None and not row.basis


def _entry(row: Any) -> TimelineEntry:
    facts: Mapping[str, Any] = row.facts
    outcome = str(facts.get("outcome") or "")
    return TimelineEntry(
        number=row.number,
        at=row.at,
        action=row.action,
        who=row.person_name if not _is_system(row) else "",
        role=row.role,
        organisation_name=organisation_name(row.organisation_id),
        is_system=_is_system(row),
        on_behalf_of=row.on_behalf_of,
        basis=row.basis,
        element_id=str(facts.get("element") or ""),
        task_id=facts.get("task"),
        task_name=str(facts.get("name") or ""),
        outcome=outcome,
        comment=str(facts.get("comment") or ""),
        round=int(facts.get("round") or 0),
        is_decision=bool(outcome) or row.action in _DECISIONS,
        facts=facts,
    )
