"""The calendar address of a person: given once, taken back at any time."""

from __future__ import annotations

import secrets

from sqlalchemy import update

from app.access.commands.sessions import hash_token
from app.audit.commands import record
from app.audit.models import Actor
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import NotAllowed
from app.foundation.transaction import command
from app.roadmaps.models import CalendarFeed


@command
def give_feed(*, given_to: Actor) -> str:
    """Make a new secret address and return its token, which is never shown again; earlier ones end."""
    if given_to.person_id is None:
        raise NotAllowed
    _end(given_to.person_id)
    token = secrets.token_urlsafe(32)
    db.session.add(CalendarFeed(person_id=given_to.person_id, token_hash=hash_token(token), created_at=now()))
    db.session.flush()
    record("access", "give_feed", given_to, {"person": given_to.person_id})
    return token


@command
def end_feeds(*, ended_by: Actor) -> int:
    """Take the addresses of the person back; return how many there were."""
    if ended_by.person_id is None:
        raise NotAllowed
    ended = _end(ended_by.person_id)
    record("access", "end_feeds", ended_by, {"person": ended_by.person_id, "feeds": ended})
    return ended


def _end(person_id: int) -> int:
    changed = db.session.execute(
        update(CalendarFeed)
        .where(CalendarFeed.person_id == person_id, CalendarFeed.ended_at.is_(None))
        .values(ended_at=now())
    )
    return int(changed.rowcount)  # type: ignore[attr-defined]  # an UPDATE gives a CursorResult
