"""Who sees what, as conditions of a statement: nothing is ever read first and hidden afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlalchemy import ColumnElement, Table, and_, exists, false, literal_column, or_, select, true

from app.access.models import Role
from app.access.policy import Viewer
from app.engine.models import Case, CaseReader, TaskCandidate, UserTask
from app.engine.queries.lent import has_lent_part
from app.organisation.models import Organisation

CASE: Table = Case.__table__  # type: ignore[assignment]  # the mapper made them Tables
TASK: Table = UserTask.__table__  # type: ignore[assignment]
CANDIDATE: Table = TaskCandidate.__table__  # type: ignore[assignment]
READER: Table = CaseReader.__table__  # type: ignore[assignment]
_ORGANISATION: Table = Organisation.__table__  # type: ignore[assignment]

# A literal, never a bound value: only so do both databases use the indexes over open tasks alone.
IS_OPEN: Final[ColumnElement[bool]] = literal_column("user_task.state = 'open'")

OVERSEES: Final = frozenset(
    {
        Role.SCHOOL_DIRECTOR,
        Role.SCHOOL_ADMIN,
        Role.CENTRE_HEAD,
        Role.HR_ACCOUNTING,
        Role.MOUO_OFFICER,
        Role.MOUO_HEAD,
        Role.REGIONAL_OFFICER,
        Role.PROCESS_OWNER,
        Role.OBSERVER,
    }
)
"""Roles that see every case of their organisation and below; others see the cases they have a part in."""


def pairs_of(viewer: Viewer) -> tuple[tuple[str, int], ...]:
    """Return the (role, organisation) pairs of a viewer, each once."""
    return tuple(dict.fromkeys((post.role.value, post.organisation_id) for post in viewer.memberships))


def in_pairs(table: Table, pairs: Iterable[tuple[str, int]]) -> ColumnElement[bool]:
    """Return the condition that role and organisation of a row are one of the pairs."""
    wanted = [and_(table.c.organisation_id == place, table.c.role == role) for role, place in pairs]
    return or_(*wanted) if wanted else false()


def not_excluded(person_id: int) -> ColumnElement[bool]:
    """Return the condition that four eyes do not leave this person out of a task."""
    return and_(
        or_(TASK.c.excluded_initiator_id.is_(None), TASK.c.excluded_initiator_id != person_id),
        or_(TASK.c.excluded_previous_id.is_(None), TASK.c.excluded_previous_id != person_id),
        or_(TASK.c.excluded_previous_for_id.is_(None), TASK.c.excluded_previous_for_id != person_id),
        or_(TASK.c.excluded_others == "", TASK.c.excluded_others.not_like(f"%|{person_id}|%")),
    )


def is_further_candidate(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that the viewer is among the further candidates of a task."""
    mine = or_(CANDIDATE.c.person_id == viewer.person_id, in_pairs(CANDIDATE, pairs_of(viewer)))
    return exists(select(CANDIDATE.c.id).where(CANDIDATE.c.task_id == TASK.c.id, mine)).correlate(TASK)


def has_part_in_task(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that a task is, was or can be the viewer's, or an absent person's whom they substitute.

    Four eyes aside. Who delegated a task, and for whom it was done, keeps it in sight.
    """
    me = viewer.person_id
    return or_(
        TASK.c.assignee_id == me,
        TASK.c.completed_by == me,
        TASK.c.completed_for_id == me,
        TASK.c.delegated_by_id == me,
        in_pairs(TASK, pairs_of(viewer)),
        is_further_candidate(viewer),
        *has_lent_part(viewer),
    )


def sees_case(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that the viewer may see a case: they take part in it, or a participant named them in it."""
    if viewer.holds(Role.SYSADMIN):
        return true()
    held = (READER.c.case_id == CASE.c.id, READER.c.person_id == viewer.person_id, READER.c.revoked_at.is_(None))
    return or_(takes_part_in_case(viewer), exists(select(READER.c.id).where(*held)).correlate(CASE))


def takes_part_in_case(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that a case is the viewer's own business.

    They opened it, oversee its organisation, or have a part in one of its tasks; sysadmin sees every case.
    """
    if viewer.holds(Role.SYSADMIN):
        return true()
    return or_(*_by_office(viewer), _in_tasks(has_part_in_task(viewer)))


def keeps_case(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that a case is the viewer's own business by what they are, not by what may end any day.

    A substitution and a task that somebody gave them by hand end; who opened the case and their posts do not.
    """
    if viewer.holds(Role.SYSADMIN):
        return true()
    in_post = or_(in_pairs(TASK, pairs_of(viewer)), is_further_candidate(viewer))
    return or_(*_by_office(viewer), _in_tasks(in_post))


def _by_office(viewer: Viewer) -> list[ColumnElement[bool]]:
    """Return the conditions that the viewer opened a case or oversees its organisation."""
    paths = {post.organisation_path for post in viewer.memberships if post.role in OVERSEES}
    below = [_ORGANISATION.c.path.like(f"{path}%") for path in sorted(paths)]
    conditions: list[ColumnElement[bool]] = [CASE.c.initiator_id == viewer.person_id]
    if below:
        conditions.append(CASE.c.organisation_id.in_(select(_ORGANISATION.c.id).where(or_(*below))))
    return conditions


def _in_tasks(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(select(TASK.c.id).where(TASK.c.case_id == CASE.c.id, condition)).correlate(CASE)


def oversees(viewer: Viewer, organisation_path: str) -> bool:
    """Say whether the viewer sees every case of an organisation with this path."""
    return viewer.holds(Role.SYSADMIN) or any(
        post.role in OVERSEES and organisation_path.startswith(post.organisation_path) for post in viewer.memberships
    )
