"""What the pages of tasks write beside the engine: attempts to send fields that no form has, reminders by hand."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.audit.commands import record
from app.audit.models import Actor
from app.engine.commands.steps.jobs import add_job
from app.engine.models import Job
from app.engine.queries.executors import list_executors
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput
from app.foundation.transaction import command
from app.notifications.handlers import NOTICE


@command
def record_refused_fields(task_id: int, names: Sequence[str], *, sent_by: Actor) -> None:
    """Write down that a post for a task held made-up field names; nothing else was done with it."""
    record("refusals", "refused_fields", sent_by, {"task_id": task_id, "fields": list(names)})


@command
def remind_task(task_id: int, case_id: int, *, reminded_by: Actor) -> int:
    """Remind those who can do a task, in the name of the person; return how many they are.

    The caller has asked whether the person may. A task is reminded of once a day, whoever asks.
    Raises Conflict when that has happened today, InvalidInput when nobody else can do the task.
    """
    to = [person for person in list_executors([task_id]).get(task_id, ()) if person != reminded_by.person_id]
    if not to:
        raise InvalidInput(problems={"task": "nobody"})
    key = f"reminded:{task_id}:{now().date().isoformat()}"
    if db.session.scalar(select(Job.id).where(Job.key == key)) is not None:
        raise Conflict(task_id=task_id, reason="reminded today")
    told = {"event": "reminded", "to": to, "task_id": task_id, "said": reminded_by.name}
    add_job(NOTICE, told, case_id=case_id, key=key)
    record("reminders", "remind_task", reminded_by, {"task": task_id, "people": to})
    return len(to)
