"""Append to the record; called inside a command, never by itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from app.audit.models import Actor, AuditEntry, AuditHead
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.prepared import JsonText, insert_into

GENESIS = "0" * 64
_INSERT = insert_into(AuditEntry.__table__)  # type: ignore[arg-type]  # the mapper made it a Table


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

    A caller that keeps the head in a row it has locked (a case does) passes it; otherwise the head is read under a
    lock of the stream and kept in `audit_head`. Facts are kept as plain JSON: see `plain`.
    """
    last = head if head is not None else _lock_head(stream)
    values = {
        "stream": stream,
        "number": last.number + 1,
        "at": now(),
        "action": action,
        "person_id": actor.person_id,
        "person_name": plain(actor.name),
        "organisation_id": actor.organisation_id,
        "role": actor.role,
        "on_behalf_of": plain(actor.on_behalf_of),
        "basis": plain(actor.basis),
        "facts": JsonText(_ENCODER.encode(plain(facts))),
        "previous_hash": last.hash,
    }
    values["hash"] = entry_hash(values)
    _INSERT.run(values)
    new = ChainHead(number=last.number + 1, hash=str(values["hash"]))
    if head is None:
        _keep_head(stream, new)
    return new


ERASED: Final[Mapping[str, Any]] = {"erased": True}
"""The facts of an entry whose case was destroyed: its number, time, action and hash are all that is left."""
DESTRUCTION: Final = "destruction"
"""The stream that names every erased stream with its head."""


def erase_stream(stream: str, head: ChainHead, actor: Actor, facts: Mapping[str, Any]) -> None:
    """Take away what the entries of `stream` say and keep their hashes.

    `head` is the last entry, kept elsewhere until now; from now on it is kept here, and named in the record of
    destruction together with `facts`. Called inside a command.
    """
    gone: dict[str, Any] = {
        "facts": dict(ERASED),
        "person_id": None,
        "person_name": "",
        "organisation_id": None,
        "role": "",
        "on_behalf_of": "",
        "basis": "",
    }
    erased = update(AuditEntry).where(AuditEntry.stream == stream).values(**gone)
    db.session.execute(erased.execution_options(synchronize_session=False))
    _keep_head(stream, head)
    record(DESTRUCTION, "stream erased", actor, {**facts, "stream": stream, "entries": head.number, "hash": head.hash})


def plain(value: Any) -> Any:
    """Return `value` as JSON that both databases give back exactly as it was put in.

    Numbers that are not whole become text (JSONB rewrites floats), dates become ISO text, sets are sorted, and what
    PostgreSQL cannot hold (NUL, lone surrogates) becomes a replacement character.
    """
    kind = type(value)
    if kind is str:
        return _text(value)
    if kind is int or value is None or kind is bool:
        return value
    if kind is list:
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {_text(str(key)): plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((plain(item) for item in value), key=str)
    if isinstance(value, int):
        return int(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return _text(str(value))


def _text(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        value = value.encode("utf-8", "replace").decode("utf-8")
    return str(value.replace("\x00", "\ufffd"))


_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_SAID: Final = (
    *("stream", "number", "at", "action", "person_id", "person_name", "organisation_id", "role", "on_behalf_of"),
    *("basis", "facts", "previous_hash"),
)


def entry_hash(values: Mapping[str, Any]) -> str:
    """Return the SHA-256 (hex) over all that an entry says, the previous hash included."""
    at: datetime = values["at"]
    said = {**values, "at": at.isoformat(timespec="microseconds")}
    texts = [value if type(value := said[name]) is JsonText else _ENCODER.encode(value) for name in _SAID]
    return hashlib.sha256(f"[{','.join(texts)}]".encode()).hexdigest()


def _lock_head(stream: str) -> ChainHead:
    session = db.session
    if session.connection().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:stream))"), {"stream": "audit:" + stream})
    row = session.execute(select(AuditHead.number, AuditHead.hash).where(AuditHead.stream == stream)).first()
    return ChainHead(number=row.number, hash=row.hash) if row else EMPTY


def _keep_head(stream: str, head: ChainHead) -> None:
    dialect = postgresql if db.session.connection().dialect.name == "postgresql" else sqlite
    kept = {"number": head.number, "hash": head.hash}
    statement = dialect.insert(AuditHead).values(stream=stream, **kept)
    db.session.execute(statement.on_conflict_do_update(index_elements=["stream"], set_=kept))
