"""Put a task off till a day, for oneself alone; nothing of the task or its case changes by it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from sqlalchemy import Table, delete, insert

from app.access.policy import Viewer
from app.engine.models import TaskSnooze
from app.engine.queries.snoozed import day_of
from app.engine.queries.tasks import TaskView, get_task_visible_to
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import InvalidInput, NotAllowed
from app.foundation.transaction import command

FARTHEST: Final = timedelta(days=92)
_SNOOZE: Table = TaskSnooze.__table__  # type: ignore[assignment]  # the mapper made it a Table


@command
def snooze_task(task_id: int, *, until: date, snoozed_by: Viewer) -> None:
    """Take a task out of one's list until that day; it comes back by itself, at the latest when its term passes.

    Raises NotFound, NotAllowed for a task that the person cannot do, InvalidInput (fact `problems`: `until` is `past`,
    `after the term` or `far`).
    """
    task = get_task_visible_to(snoozed_by, task_id)
    if not may_snooze(task):
        raise NotAllowed(task_id=task_id, help=task.task_organisation_name)
    today = day_of(snoozed_by)
    if until <= today:
        raise InvalidInput(problems={"until": "past"})
    if task.legal_date is not None and until > task.legal_date:
        raise InvalidInput(problems={"until": "after the term"})
    if until > today + FARTHEST:
        raise InvalidInput(problems={"until": "far"})
    _forget(task_id, snoozed_by.person_id)
    row = {"task_id": task_id, "person_id": snoozed_by.person_id, "until": until, "snoozed_at": now()}
    db.session.execute(insert(_SNOOZE).values(row))


@command
def wake_task(task_id: int, *, woken_by: Viewer) -> None:
    """Take a task back into one's list before its day. Raises NotFound, NotAllowed for a task that one cannot do."""
    task = get_task_visible_to(woken_by, task_id)
    if not task.can_complete:
        raise NotAllowed(task_id=task_id, help=task.task_organisation_name)
    _forget(task_id, woken_by.person_id)


def may_snooze(task: TaskView) -> bool:
    """Say whether a task can be put off by this person: one that they can do and that is not overdue."""
    return task.can_complete and (task.due_at is None or task.due_at >= now())


def _forget(task_id: int, person_id: int) -> None:
    where = (_SNOOZE.c.task_id == task_id, _SNOOZE.c.person_id == person_id)
    db.session.execute(delete(_SNOOZE).where(*where))
