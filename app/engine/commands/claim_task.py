"""Take a task out of the queue for oneself."""

from __future__ import annotations

from app.audit.models import Actor
from app.foundation.transaction import command


@command
def claim_task(task_id: int, *, claimed_by: Actor) -> None:
    """Make the task the person's own; doing it twice is doing it once.

    Raises NotFound, NotAllowed (not a candidate, or excluded), TaskNotOpen (done, or a colleague was faster).
    """
    raise NotImplementedError
