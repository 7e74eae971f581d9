"""The open tasks of some cases that a person may do now, for pages that show cases among other things."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import or_, select

from app.access.policy import Viewer
from app.engine.queries.visibility import IS_OPEN, TASK, has_part_in_task, not_excluded
from app.foundation.database import db


@dataclass(frozen=True, kw_only=True)
class OwnStep:
    """A task that waits for the person."""

    task_id: int
    name: str


def own_steps(viewer: Viewer, case_ids: Collection[int]) -> Mapping[int, OwnStep]:
    """Return, by case, the task that burns first among those the viewer may do: their own, a free or a lent one."""
    if not case_ids:
        return {}
    whose = (viewer.person_id, *(one.person_id for one in viewer.stands_in))
    query = (
        select(TASK.c.case_id, TASK.c.id, TASK.c.name)
        .where(IS_OPEN, TASK.c.case_id.in_(list(case_ids)), has_part_in_task(viewer), not_excluded(viewer.person_id))
        .where(or_(TASK.c.assignee_id.is_(None), TASK.c.assignee_id.in_(whose)))
        .order_by(TASK.c.burn_at.desc(), TASK.c.id.desc())
    )
    return {row.case_id: OwnStep(task_id=row.id, name=row.name) for row in db.session.execute(query)}
