"""Signed-in browsers: begin, keep alive, choose the acting post, end."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import update

from app.access.commands import STREAM
from app.access.models import SignInSession
from app.access.policy.viewer import posts_of
from app.audit.commands import record
from app.audit.models import Actor
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.transaction import command


def hash_token(token: str) -> str:
    """Return what is stored of a session token: its SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()


def begin_session(person_id: int, *, address: str, browser: str, hours: int) -> str:
    """Add a session inside a command and return its token: 256 random bits that only the browser keeps."""
    token = secrets.token_urlsafe(32)
    at = now()
    db.session.add(
        SignInSession(
            token_hash=hash_token(token),
            person_id=person_id,
            created_at=at,
            seen_at=at,
            expires_at=at + timedelta(hours=hours),
            address=address[:60],
            browser=browser[:300],
        )
    )
    return token


def end_sessions_of(person_id: int, *, except_id: int | None = None) -> int:
    """End every session of the person inside a command, save one; return how many were open."""
    query = update(SignInSession).where(SignInSession.person_id == person_id, SignInSession.ended_at.is_(None))
    if except_id is not None:
        query = query.where(SignInSession.id != except_id)
    result = db.session.execute(query.values(ended_at=now()).execution_options(synchronize_session=False))
    return int(getattr(result, "rowcount", 0))


@command
def end_session(session_id: int, *, person_id: int, ended_by: Actor) -> None:
    """End one session of this person. Raises NotFound when it is not theirs or not open."""
    query = (
        update(SignInSession)
        .where(SignInSession.id == session_id, SignInSession.person_id == person_id, SignInSession.ended_at.is_(None))
        .values(ended_at=now())
        .execution_options(synchronize_session=False)
    )
    if not getattr(db.session.execute(query), "rowcount", 0):
        raise NotFound
    record(STREAM, "session ended", ended_by, {"person": person_id, "session": session_id})


@command
def end_other_sessions(person_id: int, *, except_id: int | None, ended_by: Actor) -> int:
    """End every session of the person but this one; return how many."""
    count = end_sessions_of(person_id, except_id=except_id)
    if count:
        record(STREAM, "other sessions ended", ended_by, {"person": person_id, "count": count})
    return count


@command
def touch_session(session_id: int) -> None:
    """Note that the session is in use; called at most every few minutes, so that a submission stays one commit."""
    db.session.execute(
        update(SignInSession)
        .where(SignInSession.id == session_id)
        .values(seen_at=now())
        .execution_options(synchronize_session=False)
    )


@command
def act_as(session_id: int, membership_id: int, *, person_id: int, timezone: str) -> None:
    """Let another post of the person act in this session. Raises NotFound when the post is not theirs today."""
    if all(post.membership_id != membership_id for post in posts_of(person_id, today(timezone))):
        raise NotFound
    db.session.execute(
        update(SignInSession)
        .where(SignInSession.id == session_id, SignInSession.person_id == person_id)
        .values(membership_id=membership_id)
        .execution_options(synchronize_session=False)
    )
