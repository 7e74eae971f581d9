"""How the term of a task was made longer: every day it had, who moved it and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.engine.models import TaskExtension
from app.foundation.database import db


@dataclass(frozen=True, kw_only=True)
class ExtensionRow:
    """One extension of a term."""

    old_date: date
    new_date: date
    reason: str
    extended_by_name: str
    extended_at: datetime


def list_extensions(task_id: int) -> tuple[ExtensionRow, ...]:
    """Return the extensions of a task that the caller may see, first one first."""
    columns = (
        TaskExtension.old_date,
        TaskExtension.new_date,
        TaskExtension.reason,
        TaskExtension.extended_by_name,
        TaskExtension.extended_at,
    )
    rows = db.session.execute(select(*columns).where(TaskExtension.task_id == task_id).order_by(TaskExtension.id))
    return tuple(ExtensionRow(**row._mapping) for row in rows)
