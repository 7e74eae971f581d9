"""Cases as a person may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Table, exists, func, literal, or_, select, tuple_

from app.access.policy import Viewer
from app.engine.commands.steps.bound import Bound, read_bound
from app.engine.models import Case, CaseCall, CaseStatus, Incident, IncidentState
from app.engine.queries.following import FOLLOWER
from app.engine.queries.keyset import read_key, write_key
from app.engine.queries.visibility import CASE, IS_OPEN, TASK, sees_case
from app.foundation.clock import now
from app.foundation.database import UtcTime, db
from app.foundation.errors import NotFound
from app.organisation.queries import current_tree
from app.processes.models import Process, ProcessVersion

_PROCESS: Table = Process.__table__  # type: ignore[assignment]  # the mapper made them Tables
_VERSION: Table = ProcessVersion.__table__  # type: ignore[assignment]
_CALL: Table = CaseCall.__table__  # type: ignore[assignment]
_INCIDENT: Table = Incident.__table__  # type: ignore[assignment]
_CASE_COLUMNS: Final = (
    *("id", "number", "title", "process_id", "version_id", "organisation_id", "initiator_id", "initiator_name"),
    *("status", "outcome_element", "outcome_words", "open_words", "round", "edition", "opened_at", "changed_at"),
    *("closed_at", "bound"),
)


@dataclass(frozen=True, kw_only=True)
class CaseFilter:
    """What a person is looking for; empty means any. `stopped` keeps cases with an open incident only.

    `with_children` keeps cases that opened others, `parent` those that the case of this number opened.
    """

    process_key: str = ""
    organisation_id: int | None = None
    status: CaseStatus | None = None
    text: str = ""
    mine: bool = False
    followed: bool = False
    stopped: bool = False
    with_children: bool = False
    parent: str = ""


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """One case in a list, and the head of its page. `open_words` says where it is («Согласовать …»), as a task name.

    `due` is the earliest legal date of its open tasks; `has_incident` says that it stopped.
    """

    case_id: int
    number: str
    title: str
    process_id: int
    process_key: str
    process_name: str
    version_id: int
    version_number: int
    organisation_id: int
    organisation_name: str
    initiator_id: int | None
    initiator_name: str
    status: CaseStatus
    outcome_element: str
    outcome_words: str
    open_words: str
    round: int
    edition: int
    opened_at: datetime
    changed_at: datetime
    closed_at: datetime | None
    bound: Bound | None
    due: date | None
    is_overdue: bool
    has_incident: bool


@dataclass(frozen=True, kw_only=True)
class CasePage:
    """Lines and where the next ones begin (None at the end)."""

    rows: tuple[CaseRow, ...]
    next: str | None


def list_cases(
    viewer: Viewer, filters: CaseFilter | None = None, *, after: str | None = None, limit: int = 30
) -> CasePage:
    """Return one page of the cases this person may see, latest first."""
    chosen = filters or CaseFilter()
    query = _filtered(_query().where(sees_case(viewer)), viewer, chosen)
    key = read_key(after)
    if key is not None:
        there = tuple_(literal(key[0], UtcTime), literal(key[1]))
        query = query.where(tuple_(CASE.c.opened_at, CASE.c.id) < there)
    query = query.order_by(CASE.c.opened_at.desc(), CASE.c.id.desc()).limit(limit + 1)
    found = db.session.execute(query).all()
    last = found[limit - 1] if len(found) > limit else None
    return CasePage(
        rows=tuple(_row(row) for row in found[:limit]),
        next=write_key(last.opened_at, last.id) if last is not None else None,
    )


def get_case_visible_to(viewer: Viewer, case_id: int) -> CaseRow:
    """Return a case; raises NotFound also when this person must not know of it."""
    row = db.session.execute(_query().where(CASE.c.id == case_id, sees_case(viewer))).first()
    if row is None:
        raise NotFound(case_id=case_id)
    return _row(row)


def get_case_by_number(number: str) -> Case:
    """Return the row of a case by its number, for the console; raises NotFound."""
    case = db.session.scalar(select(Case).where(Case.number == number))
    if case is None:
        raise NotFound(number=number)
    return case


def _filtered(query: Select[Any], viewer: Viewer, chosen: CaseFilter) -> Select[Any]:
    if chosen.process_key:
        query = query.where(_PROCESS.c.key == chosen.process_key)
    if chosen.organisation_id is not None:
        query = query.where(CASE.c.organisation_id == chosen.organisation_id)
    if chosen.status is not None:
        query = query.where(CASE.c.status == chosen.status)
    if chosen.mine:
        query = query.where(CASE.c.initiator_id == viewer.person_id)
    if chosen.followed:
        query = query.where(CASE.c.id.in_(select(FOLLOWER.c.case_id).where(FOLLOWER.c.person_id == viewer.person_id)))
    if chosen.stopped:
        query = query.where(_has_incident())
    query = _in_family(query, viewer, chosen)
    for word in chosen.text.split()[:8]:
        folded = word.casefold()
        tree = current_tree()
        places = [node.id for node in tree.nodes.values() if folded in f"{node.name} {node.short_name}".casefold()]
        texts = (CASE.c.number, CASE.c.title, CASE.c.initiator_name)
        found = [func.lower(column).contains(word.lower(), autoescape=True) for column in texts]
        query = query.where(or_(*found, CASE.c.organisation_id.in_(places)) if places else or_(*found))
    return query


def _in_family(query: Select[Any], viewer: Viewer, chosen: CaseFilter) -> Select[Any]:
    if chosen.with_children:
        query = query.where(exists(select(_CALL.c.child_id).where(_CALL.c.parent_id == CASE.c.id)).correlate(CASE))
    if chosen.parent:
        above = select(CASE.c.id).where(CASE.c.number == chosen.parent, sees_case(viewer))
        parent_id = db.session.scalar(above)
        children = select(_CALL.c.child_id).where(_CALL.c.parent_id == (parent_id or 0))
        query = query.where(CASE.c.id.in_(children))
    return query


def list_cases_by_id(viewer: Viewer, ids: Sequence[int]) -> tuple[CaseRow, ...]:
    """Return those of these cases that this person may see, in the order they were opened."""
    if not ids:
        return ()
    query = _query().where(CASE.c.id.in_(ids), sees_case(viewer)).order_by(CASE.c.opened_at, CASE.c.id)
    return tuple(_row(row) for row in db.session.execute(query))


def _has_incident() -> ColumnElement[bool]:
    found = select(_INCIDENT.c.id).where(_INCIDENT.c.case_id == CASE.c.id, _INCIDENT.c.state == IncidentState.OPEN)
    return exists(found).correlate(CASE)


def _query() -> Select[Any]:
    open_tasks = select(func.min(TASK.c.due_at)).where(TASK.c.case_id == CASE.c.id, IS_OPEN).correlate(CASE)
    legal = select(func.min(TASK.c.legal_date)).where(TASK.c.case_id == CASE.c.id, IS_OPEN).correlate(CASE)
    return (
        select(
            *(CASE.c[name] for name in _CASE_COLUMNS),
            _PROCESS.c.key.label("process_key"),
            _PROCESS.c.name.label("process_name"),
            _VERSION.c.number.label("version_number"),
            open_tasks.scalar_subquery().label("due_at"),
            legal.scalar_subquery().label("due"),
            _has_incident().label("has_incident"),
        )
        .join(_PROCESS, _PROCESS.c.id == CASE.c.process_id)
        .join(_VERSION, _VERSION.c.id == CASE.c.version_id)
    )


def _row(row: Any) -> CaseRow:
    same = {name: getattr(row, name) for name in _CASE_COLUMNS if name not in {"id", "bound"}}
    return CaseRow(
        **same,
        case_id=row.id,
        bound=read_bound(row.bound),
        process_key=row.process_key,
        process_name=row.process_name,
        version_number=row.version_number,
        organisation_name=current_tree().node(row.organisation_id).short_name,
        due=row.due,
        is_overdue=row.due_at is not None and row.due_at < now(),
        has_incident=row.has_incident,
    )
