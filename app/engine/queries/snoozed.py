"""Tasks that a person has put off till a day: out of their list until then, and never out of it once overdue."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Table, and_, exists, or_, select

from app.access.policy import Viewer
from app.engine.models import TaskSnooze
from app.engine.queries.visibility import IS_OPEN, TASK, has_part_in_task
from app.foundation.clock import now
from app.foundation.database import db

SNOOZE: Final[Table] = TaskSnooze.__table__  # type: ignore[assignment]  # the mapper made it a Table
COUNT_AT_MOST: Final = 100


def is_asleep(viewer: Viewer, *, at: Any = None, day: Any = None) -> ColumnElement[bool]:
    """Return the condition that the viewer has put a task off till a later day; its term has not passed.

    `at` and `day` are the parameters that give the present moment to a statement which is kept.
    """
    this_day = day_of(viewer) if day is None else day
    mine = select(SNOOZE.c.task_id).where(
        SNOOZE.c.task_id == TASK.c.id, SNOOZE.c.person_id == viewer.person_id, SNOOZE.c.until > this_day
    )
    return and_(
        or_(TASK.c.due_at.is_(None), TASK.c.due_at >= (now() if at is None else at)), exists(mine).correlate(TASK)
    )


def asleep_branch(viewer: Viewer) -> list[ColumnElement[bool]]:
    """Return the conditions of the list of what was put off, from the few rows of this person."""
    own = select(SNOOZE.c.task_id).where(SNOOZE.c.person_id == viewer.person_id, SNOOZE.c.until > day_of(viewer))
    return [IS_OPEN, TASK.c.id.in_(own), is_asleep(viewer), has_part_in_task(viewer)]


def find_snooze(viewer: Viewer, task_id: int) -> date | None:
    """Return the day until which this person has put a task off; None when it is in their list."""
    query = select(SNOOZE.c.until).where(SNOOZE.c.task_id == task_id, SNOOZE.c.person_id == viewer.person_id)
    found: date | None = db.session.scalar(query.where(SNOOZE.c.until > day_of(viewer)))
    return found


def snoozed_until(viewer: Viewer) -> tuple[date, ...]:
    """Return the days on which what was put off comes back, the nearest first, COUNT_AT_MOST of them."""
    query = (
        select(SNOOZE.c.until)
        .join(TASK, TASK.c.id == SNOOZE.c.task_id)
        .where(SNOOZE.c.person_id == viewer.person_id, *asleep_branch(viewer))
    )
    return tuple(db.session.scalars(query.order_by(SNOOZE.c.until).limit(COUNT_AT_MOST)))


def day_of(viewer: Viewer) -> date:
    """Return what day it is where the viewer works."""
    zone = ZoneInfo(viewer.acting.timezone) if viewer.acting and viewer.acting.timezone else None
    return now().astimezone(zone).date()
