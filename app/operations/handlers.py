"""What the worker does for migrations, and what they hear of cases."""

from __future__ import annotations

from app.engine.events import CaseMoved
from app.engine.handlers import register_job_handler
from app.foundation.events import subscribe
from app.operations.commands import MOVE_JOB, carry_on, note_moved


def install_migrations() -> None:
    """Let the worker move cases, and migrations hear of the moves."""
    register_job_handler(MOVE_JOB, carry_on)
    subscribe(CaseMoved, note_moved)
