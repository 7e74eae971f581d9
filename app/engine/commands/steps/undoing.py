"""What is kept of a case while the last decision in it may still be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.audit.commands import plain
from app.engine.commands.steps.locked import LockedCase, TaskRow, Undo
from app.engine.models import Remark
from app.foundation.database import db
from app.workflow.workflow import Trail


@dataclass(frozen=True, kw_only=True)
class Before:
    """A case as it was before a task was done."""

    state: bytes
    facts: Mapping[str, Any]


def before_of(case: LockedCase, raw: Mapping[str, Any] | None, had_remarks: int) -> Before:
    """Note the case as it is now, under its lock, before the task moves it on; `raw` is what was typed."""
    kept = _remarks(case.id) if had_remarks else []
    facts = {
        "round": case.round,
        "edition": case.edition,
        "rounds": dict(case.rounds),
        "previous_id": case.previous_id,
        "previous_for_id": case.previous_for_id,
        "remarks_left": had_remarks,
        "remarks": kept,
        "raw": plain(raw) if raw is not None else None,
    }
    return Before(state=case.state, facts=facts)


def undo_of(case: LockedCase, task: TaskRow, trail: Trail, before: Before, *, registered: bool) -> Undo | None:
    """Return what taking the task back needs; None when more than tasks of people came of it.

    A number that was given, a child case that began or was stopped, a message, work of the system, the end of the
    case, and one of several instances cannot be taken back.
    """
    if registered or trail.messages or task["instance"] is not None or case.workflow.state != "waiting":
        return None
    after = {one.id: one for one in case.workflow.open_tasks()}
    opened = (one for key, one in after.items() if key not in case.before.tasks)
    closed = (one for key, one in case.before.tasks.items() if key not in after)
    if any(one.kind != "user" for one in (*opened, *closed)):
        return None
    return Undo(task_id=task["id"], state=before.state, facts=before.facts)


def _remarks(case_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(select(Remark).where(Remark.case_id == case_id))
    return [{"id": one.id, "state": one.state.value, "locks": one.locks, "talk": list(one.talk)} for one in rows]
