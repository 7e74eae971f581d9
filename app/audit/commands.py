"""Append to the record; called inside a command, never by itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, text

from app.audit.models import Actor, AuditEntry
from app.foundation.clock import now
from app.foundation.database import db

GENESIS = "0" * 64


@dataclass(frozen=True, kw_only=True)
class ChainHead:
    """The last entry of a stream: its number and its hash. A stream that has none starts at `EMPTY`."""

    number: int
    hash: str


EMPTY = ChainHead(number=0, hash=GENESIS)


def record(
    stream: str, action: str, actor: Actor, facts: Mapping[str, Any], *, head: ChainHead | None = None
) -> ChainHead:
    """Append an entry to `stream` and return the new head.

    A caller that keeps the head in a row it has locked (a case does) passes it; otherwise the last entry is read
    under a lock of the stream.
    """
    last = head if head is not None else _read_head(stream)
    at = now()
    values = {
        "stream": stream,
        "number": last.number + 1,
        "at": at,
        "action": action,
        "person_id": actor.person_id,
        "person_name": actor.name,
        "organisation_id": actor.organisation_id,
        "on_behalf_of": actor.on_behalf_of,
        "basis": actor.basis,
        "facts": dict(facts),
        "previous_hash": last.hash,
    }
    values["hash"] = entry_hash(values)
    db.session.execute(insert(AuditEntry).values(values))
    return ChainHead(number=last.number + 1, hash=str(values["hash"]))


def entry_hash(values: Mapping[str, Any]) -> str:
    """Return the SHA-256 (hex) over all that an entry says, the previous hash included."""
    at: datetime = values["at"]
    said = [
        values["stream"],
        values["number"],
        at.isoformat(timespec="microseconds"),
        values["action"],
        values["person_id"],
        values["person_name"],
        values["organisation_id"],
        values["on_behalf_of"],
        values["basis"],
        values["facts"],
        values["previous_hash"],
    ]
    text_said = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text_said.encode()).hexdigest()


def _read_head(stream: str) -> ChainHead:
    session = db.session
    if session.connection().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:stream))"), {"stream": "audit:" + stream})
    row = session.execute(
        select(AuditEntry.number, AuditEntry.hash)
        .where(AuditEntry.stream == stream)
        .order_by(AuditEntry.number.desc())
        .limit(1)
    ).first()
    return ChainHead(number=row.number, hash=row.hash) if row else EMPTY
