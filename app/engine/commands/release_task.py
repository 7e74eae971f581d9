"""Give a task back to the queue."""

from __future__ import annotations

from app.audit.models import Actor
from app.foundation.transaction import command


@command
def release_task(task_id: int, *, released_by: Actor) -> None:
    """Give a task one has back to all who hold the role; the head of the organisation may do it for others.

    Raises NotFound, NotAllowed, TaskNotOpen.
    """
    raise NotImplementedError
