"""The tasks of absent people, as conditions of a statement: what a substitution lends, and to whom it belongs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, and_, exists, false, func, or_, select

from app.access.policy import StandIn, Viewer
from app.engine.models import Case, TaskCandidate, UserTask
from app.processes.models import Process

_CASE: Table = Case.__table__  # type: ignore[assignment]  # the mapper made them Tables
_TASK: Table = UserTask.__table__  # type: ignore[assignment]
_CANDIDATE: Table = TaskCandidate.__table__  # type: ignore[assignment]
_PROCESS: Table = Process.__table__  # type: ignore[assignment]
Condition = ColumnElement[bool]
_FREE: Final = func.coalesce(_TASK.c.assignee_id, 0) == 0


def of_process(stand_in: StandIn) -> list[Condition]:
    """Return the condition that a task belongs to the process that the substitution is limited to."""
    if not stand_in.process_key:
        return []
    within = (
        select(_CASE.c.id)
        .join(_PROCESS, _PROCESS.c.id == _CASE.c.process_id)
        .where(_CASE.c.id == _TASK.c.case_id, _PROCESS.c.key == stand_in.process_key)
    )
    return [exists(within).correlate(_TASK)]


def in_posts(table: Table, pairs: Iterable[tuple[str, int]]) -> Condition:
    """Return the condition that role and organisation of a row are one of the pairs."""
    wanted = [and_(table.c.organisation_id == place, table.c.role == role) for role, place in pairs]
    return or_(*wanted) if wanted else false()


def their_own(stand_in: StandIn) -> list[Condition]:
    """Return the conditions of the tasks that the absent person has, as far as they are lent."""
    limits = [] if stand_in.is_whole else [in_posts(_TASK, stand_in.pairs)]
    return [_TASK.c.assignee_id == stand_in.person_id, *limits, *of_process(stand_in)]


def by_further_candidates(stand_in: StandIn, own: set[tuple[str, int]]) -> list[Condition]:
    """Return the conditions of free tasks for which the absent person is a further candidate; `own` are the viewer's
    pairs, which need no substitution."""
    theirs = in_posts(_CANDIDATE, [pair for pair in stand_in.pairs if pair not in own])
    if stand_in.is_whole:
        theirs = or_(theirs, _CANDIDATE.c.person_id == stand_in.person_id)
    return [_TASK.c.id.in_(select(_CANDIDATE.c.task_id).where(theirs)), _FREE, *of_process(stand_in)]


def has_lent_part(viewer: Viewer) -> list[Condition]:
    """Return, for each substitution, the condition that a task is or can be the absent person's."""
    found = []
    for one in viewer.stands_in:
        further = exists(
            select(_CANDIDATE.c.id).where(
                _CANDIDATE.c.task_id == _TASK.c.id,
                or_(
                    in_posts(_CANDIDATE, one.pairs),
                    _CANDIDATE.c.person_id == one.person_id if one.is_whole else false(),
                ),
            )
        ).correlate(_TASK)
        theirs = and_(*their_own(one))
        found.append(or_(theirs, and_(or_(in_posts(_TASK, one.pairs), further), *of_process(one))))
    return found


def lender_of(viewer: Viewer, row: Any, *, process_key: str) -> StandIn | None:
    """Return whose task a row of a list is, when the viewer has it only as a substitute.

    `row` has `role`, `organisation_id`, `assignee_id`, `is_further_candidate` (of the viewer). A task of one's own post
    is one's own, though an absent colleague could do it too.
    """
    if row.assignee_id == viewer.person_id:
        return None
    fitting = [one for one in viewer.stands_in if one.process_key in ("", process_key)]
    if row.assignee_id is not None:
        return next((one for one in fitting if one.person_id == row.assignee_id), None)
    pair = (row.role, row.organisation_id)
    if row.is_further_candidate:
        return None
    if row.organisation_id is not None and viewer.find_post(row.role, row.organisation_id) is not None:
        return None
    return next((one for one in fitting if pair in one.pairs), None) or next(
        (one for one in fitting if one.is_whole), None
    )
