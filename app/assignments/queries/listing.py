"""Lists of assignments by what one has to do with them, the tree of one, and those given from a case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, tuple_

from app.access.policy import Viewer
from app.assignments.models import Assignment, AssignmentHelper, AssignmentState
from app.engine.models import Case
from app.engine.queries.visibility import CASE, sees_case
from app.foundation.clock import today
from app.foundation.database import db
from app.organisation.queries import current_tree, timezone_of

PAGE: Final = 50
MOST_IN_TREE: Final = 200
MOST_IN_BOOK: Final = 5000


class View(StrEnum):
    """Which assignments are listed."""

    MINE = "mine"
    GIVEN = "given"
    CONTROL = "control"
    OVERDUE = "overdue"
    DONE = "done"


@dataclass(frozen=True, kw_only=True)
class AssignmentRow:
    """One assignment with the words of its case."""

    case_id: int
    number: str
    title: str
    organisation_name: str
    parent_id: int | None
    issuer_name: str
    executor_name: str
    controller_name: str
    state: AssignmentState
    first_due: date
    due: date
    is_overdue: bool
    returns: int
    opened_at: datetime
    closed_at: datetime | None
    removal_reason: str


@dataclass(frozen=True, kw_only=True)
class Found:
    """A part of a list; `next` is where the following part begins, empty at the end."""

    rows: tuple[AssignmentRow, ...]
    next: str


def list_assignments(viewer: Viewer, view: View, *, after: str = "", limit: int = PAGE) -> Found:
    """Return one page of a list: open ones by the day they are due, done ones latest first."""
    query = _query().where(_fits(viewer, view))
    done = view is View.DONE
    key = (Assignment.closed_at, Assignment.case_id) if done else (Assignment.due, Assignment.case_id)
    begin = _read_key(after, moment=done)
    if begin is not None:
        query = query.where(tuple_(*key) < begin if done else tuple_(*key) > begin)
    order = [one.desc() for one in key] if done else list(key)
    found = db.session.execute(query.order_by(*order).limit(limit + 1)).all()
    last = found[limit - 1][0] if len(found) > limit else None
    following = ""
    if last is not None:
        following = f"{(last.closed_at if done else last.due).isoformat()}|{last.case_id}"
    return Found(rows=tuple(_rows(found[:limit])), next=following)


def count_overdue(viewer: Viewer) -> int:
    """Return how many assignments that the viewer has to do with are overdue, 100 at most."""
    return len(list_assignments(viewer, View.OVERDUE, limit=100).rows)


def find_row(case_id: int) -> AssignmentRow | None:
    """Return the assignment of a case that the caller may see; None when the case is another one."""
    return next(iter(_rows(db.session.execute(_query().where(Assignment.case_id == case_id)))), None)


def list_tree(viewer: Viewer, root_id: int) -> tuple[AssignmentRow, ...]:
    """Return the assignments of a tree that the viewer may see, in the order they were given."""
    query = _query().where(Assignment.root_id == root_id, _visible(viewer))
    return tuple(_rows(db.session.execute(query.order_by(Assignment.case_id).limit(MOST_IN_TREE))))


def list_given_from(viewer: Viewer, case_id: int) -> tuple[AssignmentRow, ...]:
    """Return the assignments that were given from a case and that the viewer may see."""
    query = _query().where(Assignment.origin_id == case_id, _visible(viewer))
    return tuple(_rows(db.session.execute(query.order_by(Assignment.case_id).limit(MOST_IN_TREE))))


def _visible(viewer: Viewer) -> ColumnElement[bool]:
    return Case.id.in_(select(CASE.c.id).where(CASE.c.id == Case.id, sees_case(viewer)))


def _query() -> Select[*tuple[Any, ...]]:
    return select(Assignment, Case.number, Case.title, Case.organisation_id, Case.opened_at).join(
        Case, Case.id == Assignment.case_id
    )


def _fits(viewer: Viewer, view: View) -> ColumnElement[bool]:
    me = viewer.person_id
    helps = exists().where(AssignmentHelper.case_id == Assignment.case_id, AssignmentHelper.person_id == me)
    mine = or_(Assignment.executor_id == me, helps)
    given, control = Assignment.issuer_id == me, Assignment.controller_id == me
    is_open = Assignment.closed_at.is_(None)
    zone = viewer.acting.timezone if viewer.acting is not None else ""
    late = and_(Assignment.state == AssignmentState.WORKING, Assignment.due < today(zone or "UTC"))
    conditions = {
        View.MINE: and_(mine, is_open),
        View.GIVEN: and_(given, is_open),
        View.CONTROL: and_(control, is_open),
        View.OVERDUE: and_(or_(mine, given, control), is_open, late),
        View.DONE: and_(or_(mine, given, control), Assignment.closed_at.is_not(None)),
    }
    return conditions[view]


def _rows(found: Iterable[Any]) -> Iterable[AssignmentRow]:
    for row, number, title, organisation_id, opened_at in found:
        late = row.due < today(timezone_of(organisation_id)) and row.state is AssignmentState.WORKING
        yield AssignmentRow(
            case_id=row.case_id,
            number=number,
            title=title,
            organisation_name=current_tree().node(organisation_id).short_name,
            parent_id=row.parent_id,
            issuer_name=row.issuer_name,
            executor_name=row.executor_name,
            controller_name=row.controller_name,
            state=row.state,
            first_due=row.first_due,
            due=row.due,
            is_overdue=late,
            returns=row.returns,
            opened_at=opened_at,
            closed_at=row.closed_at,
            removal_reason=row.removal_reason,
        )


def _read_key(after: str, *, moment: bool) -> tuple[date | datetime, int] | None:
    """Return where a page begins; what cannot be read begins at the beginning."""
    text, _bar, number = after.partition("|")
    if not number.isdecimal() or len(number) > 9:
        return None
    try:
        begin = datetime.fromisoformat(text) if moment else date.fromisoformat(text)
    except ValueError:
        return None
    return (begin, int(number)) if not moment or getattr(begin, "tzinfo", None) else None
