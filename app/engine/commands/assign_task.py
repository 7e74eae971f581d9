"""Give a task to a colleague."""

from __future__ import annotations

from app.audit.models import Actor
from app.foundation.transaction import command


@command
def assign_task(task_id: int, *, person_id: int, assigned_by: Actor) -> None:
    """Make the task the work of one of its candidates; the head of the organisation, or sysadmin, may.

    Raises NotFound, NotAllowed, TaskNotOpen, InvalidInput when that person may not do the task.
    """
    raise NotImplementedError
