"""Keep what is typed at the start of a case, before there is one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from app.audit.commands import plain
from app.audit.models import Actor
from app.cases.models import StartDraft
from app.engine.commands.save_draft import LARGEST
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotAllowed
from app.foundation.transaction import command


@command
def keep_start_draft(
    process_key: str,
    organisation_id: int,
    raw: Mapping[str, Any],
    *,
    kept_by: Actor,
    opened_at: datetime | None = None,
) -> datetime:
    """Keep what a person has typed at the start of a process and return when.

    The caller has asked whether the person may start it. `raw` names the `tab` it comes from, opened at `opened_at`:
    what another tab has kept since is not written over. Raises InvalidInput when it is too large, Conflict.
    """
    if kept_by.person_id is None:
        raise NotAllowed(process=process_key)
    if len(json.dumps(raw, ensure_ascii=False).encode("utf-8", "replace")) > LARGEST:
        raise InvalidInput(problems={"draft": "too large"})
    key = (kept_by.person_id, process_key, organisation_id)
    row = db.session.get(StartDraft, key, with_for_update=True)
    if row is not None and opened_at is not None and row.saved_at > opened_at and row.raw.get("tab") != raw.get("tab"):
        raise Conflict(process=process_key, reason="other tab")
    at = now()
    if row is None:
        person_id, process_key, organisation_id = key
        row = StartDraft(person_id=person_id, process_key=process_key, organisation_id=organisation_id)
        db.session.add(row)
    row.raw, row.saved_at = dict(plain(raw)), at
    return at


@command
def forget_start_draft(process_key: str, organisation_id: int, *, forgotten_by: Actor) -> None:
    """Forget the draft of a start that was sent."""
    db.session.execute(
        delete(StartDraft).where(
            StartDraft.person_id == forgotten_by.person_id,
            StartDraft.process_key == process_key,
            StartDraft.organisation_id == organisation_id,
        )
    )
