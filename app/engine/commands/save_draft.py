"""Keep what a person has typed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, select

from app.audit.models import Actor
from app.engine.commands.steps.drafts import DRAFT, keep_draft
from app.engine.models import UserTask
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from app.foundation.transaction import command

LARGEST = 1024 * 1024


@command
def save_draft(task_id: int, raw: Mapping[str, Any], *, saved_by: Actor, opened_at: datetime | None = None) -> datetime:
    """Keep `raw` (plain JSON: what the form posted) for this person and task and return when it was kept.

    A draft of a task that is not open any more is still kept: a colleague was faster, the text stays. The caller has
    asked whether the person may see the task. `raw` may name the `tab` it comes from, opened at `opened_at`: what
    another tab has kept since is not written over.
    Raises NotFound, InvalidInput when it is larger than 1 MiB, Conflict (fact `reason`: `other tab`).
    """
    if saved_by.person_id is None:
        raise NotAllowed(task_id=task_id)
    if len(json.dumps(raw, ensure_ascii=False).encode("utf-8", "replace")) > LARGEST:
        raise InvalidInput(problems={"draft": "too large"})
    if not db.session.scalar(select(exists().where(UserTask.id == task_id))):
        raise NotFound(task_id=task_id)
    at = now()
    if opened_at is not None and _kept_elsewhere(task_id, saved_by.person_id, str(raw.get("tab", "")), opened_at):
        raise Conflict(task_id=task_id, reason="other tab")
    keep_draft(task_id, saved_by.person_id, raw, at)
    return at


def _kept_elsewhere(task_id: int, person_id: int, tab: str, opened_at: datetime) -> bool:
    query = select(DRAFT.c.raw, DRAFT.c.saved_at).where(DRAFT.c.task_id == task_id, DRAFT.c.person_id == person_id)
    row = db.session.execute(query).first()
    return row is not None and row.saved_at > opened_at and row.raw.get("tab", "") not in ("", tab)


@command
def discard_draft(task_id: int, *, discarded_by: Actor) -> None:
    """Forget the draft of this person."""
    where = (DRAFT.c.task_id == task_id, DRAFT.c.person_id == discarded_by.person_id)
    db.session.execute(delete(DRAFT).where(*where))
