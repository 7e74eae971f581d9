"""Let due timers and due moments of tasks have their effect, each exactly once."""

from __future__ import annotations

from app.foundation.transaction import command


@command
def fire_timer(timer_id: int) -> bool:
    """Fire a due timer of a diagram; False when it is gone, not due, or another worker was faster."""
    raise NotImplementedError


@command
def attend_to_task(task_id: int) -> bool:
    """Remind, or tell of a task that is overdue, when its moment has come; False when there is nothing to do."""
    raise NotImplementedError
