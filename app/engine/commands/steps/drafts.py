"""Keep a draft: insert or replace, in either database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.dialects import postgresql, sqlite

from app.audit.commands import plain
from app.engine.models import Draft
from app.foundation.database import db

DRAFT: Table = Draft.__table__  # type: ignore[assignment]  # the mapper made it a Table


def find_kept_draft(task_id: int, person_id: int) -> Mapping[str, Any] | None:
    """Return what a person has typed into a task, None when nothing."""
    query = select(DRAFT.c.raw).where(DRAFT.c.task_id == task_id, DRAFT.c.person_id == person_id)
    raw: Mapping[str, Any] | None = db.session.scalar(query)
    return raw


def keep_draft(task_id: int, person_id: int, raw: Mapping[str, Any], at: datetime) -> None:
    """Insert or replace the draft of a person."""
    changed = {"raw": plain(raw), "saved_at": at}
    values = {"task_id": task_id, "person_id": person_id, **changed}
    keys = ["task_id", "person_id"]
    if db.session.connection().dialect.name == "postgresql":
        db.session.execute(
            postgresql.insert(DRAFT).values(values).on_conflict_do_update(index_elements=keys, set_=changed)
        )
    else:
        db.session.execute(sqlite.insert(DRAFT).values(values).on_conflict_do_update(index_elements=keys, set_=changed))


def pass_draft_on(task_id: int, from_id: int, to_id: int, at: datetime) -> None:
    """Let what one person has typed go with the task to the next; what that one has typed already stays."""
    kept = find_kept_draft(task_id, from_id)
    if kept is not None and from_id != to_id and find_kept_draft(task_id, to_id) is None:
        keep_draft(task_id, to_id, {**kept, "tab": ""}, at)
