"""Cases above and below a case, as far as a person may see each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Table, func, literal, select

from app.access.models import Person
from app.access.policy import Viewer
from app.engine.commands.steps.calls import running_children
from app.engine.models import CallState, CaseCall, CaseStatus, Incident, IncidentState
from app.engine.queries.cases import CaseRow, list_cases_by_id
from app.engine.queries.tasks import organisation_name
from app.engine.queries.visibility import CASE, IS_OPEN, TASK
from app.foundation.database import db

MOST_SHOWN: Final = 200
"""How many cases of a family one page shows; the list of cases shows all of them."""
_CALL: Table = CaseCall.__table__  # type: ignore[assignment]  # the mapper made them Tables
_PERSON: Table = Person.__table__  # type: ignore[assignment]
_INCIDENT: Table = Incident.__table__  # type: ignore[assignment]


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Who holds a case now: an open task, its role and place or the person who took it, its last day."""

    task_name: str
    role: str
    organisation_name: str
    assignee_name: str
    legal_date: date | None


@dataclass(frozen=True, kw_only=True)
class Relative:
    """One case of a family; `children` are those the viewer may see, `done` of `total` also count the others.

    `call_state`, `step` and `element_id` say by which step of its parent it was opened (empty for the topmost case).
    `incidents` are the words (Russian, English) of what stops it.
    """

    row: CaseRow
    step: str
    element_id: str
    call_state: CallState | None
    holders: tuple[Holder, ...]
    incidents: tuple[tuple[str, str], ...]
    done: int
    total: int
    children: tuple[Relative, ...]

    def everybody(self) -> tuple[Relative, ...]:
        """Return this case and all below it."""
        return (self, *(one for child in self.children for one in child.everybody()))


@dataclass(frozen=True, kw_only=True)
class Family:
    """The tree that a case belongs to, from the topmost case the viewer may see; `parent` is the one right above."""

    parent: CaseRow | None
    top: Relative


@dataclass(frozen=True, kw_only=True)
class RunningChild:
    """A child that a case waits for; `row` is None when the viewer must not know more of it."""

    child_id: int
    step: str
    row: CaseRow | None


def find_family(viewer: Viewer, case_id: int) -> Family | None:
    """Return the family of a case that this person may see; None for a case that stands alone."""
    above = _ids_above(case_id)
    seen_above = {row.case_id: row for row in list_cases_by_id(viewer, above)}
    top, parent = case_id, seen_above.get(above[0]) if above else None
    for ancestor in above:
        if ancestor not in seen_above:
            break
        top = ancestor
    below = _links_below(top)
    if not below:
        return None
    rows = {row.case_id: row for row in list_cases_by_id(viewer, [top, *(link.child_id for link in below)])}
    return Family(parent=parent, top=_tree(top, None, below, rows, _holders(rows), _incidents(rows)))


def list_running_children(viewer: Viewer, case_id: int) -> tuple[RunningChild, ...]:
    """Return the running cases that a case waits for, in the order they were opened."""
    ids = running_children(case_id)
    rows = {row.case_id: row for row in list_cases_by_id(viewer, ids)}
    links = db.session.execute(select(_CALL.c.child_id, _CALL.c.element_name).where(_CALL.c.child_id.in_(ids)))
    steps = {link.child_id: link.element_name for link in links}
    return tuple(RunningChild(child_id=one, step=steps[one], row=rows.get(one)) for one in ids)


def _ids_above(case_id: int) -> list[int]:
    """Return the ids of the cases above, the nearest first."""
    found: list[int] = []
    current: int | None = case_id
    while current is not None:
        current = db.session.scalar(select(_CALL.c.parent_id).where(_CALL.c.child_id == current))
        if current is not None:
            found.append(current)
    return found


def _links_below(top: int) -> Sequence[Any]:
    """Return the calls of a case and of all cases below it, in the order they were opened."""
    first = select(_CALL, literal(1).label("level")).where(_CALL.c.parent_id == top)
    tree = first.cte("family", recursive=True)
    tree = tree.union_all(select(_CALL, tree.c.level + 1).join(tree, _CALL.c.parent_id == tree.c.child_id))
    return db.session.execute(select(tree).order_by(tree.c.level, tree.c.child_id).limit(MOST_SHOWN)).all()


def _holders(rows: Iterable[int]) -> Mapping[int, list[Holder]]:
    found: dict[int, list[Holder]] = {}
    query = (
        select(
            *(TASK.c[name] for name in ("case_id", "name", "role", "organisation_id", "legal_date")),
            _PERSON.c.name.label("assignee_name"),
        )
        .outerjoin(_PERSON, _PERSON.c.id == TASK.c.assignee_id)
        .where(TASK.c.case_id.in_(list(rows)), IS_OPEN)
        .order_by(TASK.c.burn_at, TASK.c.id)
    )
    for row in db.session.execute(query):
        found.setdefault(row.case_id, []).append(
            Holder(
                task_name=row.name,
                role=row.role,
                organisation_name=organisation_name(row.organisation_id),
                assignee_name=row.assignee_name or "",
                legal_date=row.legal_date,
            )
        )
    return found


def _incidents(rows: Iterable[int]) -> Mapping[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {}
    query = select(_INCIDENT.c.case_id, _INCIDENT.c.ru, _INCIDENT.c.en).where(
        _INCIDENT.c.case_id.in_(list(rows)), _INCIDENT.c.state == IncidentState.OPEN
    )
    for row in db.session.execute(query.order_by(_INCIDENT.c.id)):
        found.setdefault(row.case_id, []).append((row.ru, row.en))
    return found


def _tree(
    case_id: int,
    link: Any,
    links: Sequence[Any],
    rows: Mapping[int, CaseRow],
    holders: Mapping[int, list[Holder]],
    incidents: Mapping[int, list[tuple[str, str]]],
) -> Relative:
    mine = [one for one in links if one.parent_id == case_id]
    shown = [one for one in mine if one.child_id in rows]
    return Relative(
        row=rows[case_id],
        step=link.element_name if link is not None else "",
        element_id=link.element_id if link is not None else "",
        call_state=CallState(link.state) if link is not None else None,
        holders=tuple(holders.get(case_id, ())),
        incidents=tuple(incidents.get(case_id, ())),
        done=_closed_children(case_id) if mine else 0,
        total=len(mine),
        children=tuple(_tree(one.child_id, one, links, rows, holders, incidents) for one in shown),
    )


def _closed_children(case_id: int) -> int:
    query = (
        select(func.count())
        .select_from(_CALL)
        .join(CASE, CASE.c.id == _CALL.c.child_id)
        .where(_CALL.c.parent_id == case_id, CASE.c.status != CaseStatus.RUNNING)
    )
    return db.session.scalar(query) or 0
