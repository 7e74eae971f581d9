"""Timers of the diagram that count from the term of a task: they move with it when it is made longer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import update

from app.engine.commands.steps.locked import LockedCase
from app.engine.models import Timer
from app.foundation.database import db


def move_with_term(case: LockedCase, element_id: str, by: timedelta) -> list[dict[str, Any]]:
    """Let the timers that count from the term of this step fire so much later; returns the facts for the record.

    The caller stores the case.
    """
    moved = case.workflow.move_timers(element_id, by)
    for wait, _before in moved:
        mine = (Timer.case_id == case.id, Timer.engine_id == wait.id)
        db.session.execute(update(Timer).where(*mine).values(due_at=wait.due_at))
    return [
        {"element": wait.element_id, "was": before.isoformat(), "until": wait.due_at.isoformat()}
        for wait, before in moved
    ]
