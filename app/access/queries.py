"""Read accounts and sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from app.access.models import Person, SignInSession
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class OpenSession:
    """A session that may still be used, with the person it belongs to."""

    session_id: int
    seen_at: datetime
    membership_id: int | None
    person_id: int
    login: str
    email: str
    name: str
    locale: str
    theme: str


def get_person(person_id: int) -> Person:
    """Return the person. Raises NotFound."""
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound
    return person


def find_person_by_login(login: str) -> Person | None:
    """Return the person with this login in any case of letters, active or not."""
    return db.session.scalar(select(Person).where(Person.login == login.strip().lower()))


def find_open_session(token_hash: str, *, seen_after: datetime) -> OpenSession | None:
    """Return the session with this token when it has not ended, expired or idled, and its person is active."""
    session, person = SignInSession, Person
    row = db.session.execute(
        select(
            session.id.label("session_id"),
            session.seen_at,
            session.membership_id,
            person.id.label("person_id"),
            person.login,
            person.email,
            person.name,
            person.locale,
            person.theme,
        )
        .join(person, person.id == session.person_id)
        .where(
            session.token_hash == token_hash,
            session.ended_at.is_(None),
            session.expires_at > now(),
            session.seen_at > seen_after,
            person.is_active,
        )
    ).first()
    return OpenSession(**row._mapping) if row else None


def find_owner_of_session(token_hash: str) -> int | None:
    """Return whose session this token is or was, ended ones too."""
    return db.session.scalar(select(SignInSession.person_id).where(SignInSession.token_hash == token_hash))


def list_open_sessions(person_id: int, *, seen_after: datetime) -> list[SignInSession]:
    """Return the sessions the person could use now, the last used first."""
    query = select(SignInSession).where(
        SignInSession.person_id == person_id,
        SignInSession.ended_at.is_(None),
        SignInSession.expires_at > now(),
        SignInSession.seen_at > seen_after,
    )
    return list(db.session.scalars(query.order_by(SignInSession.seen_at.desc(), SignInSession.id.desc())))


def list_people_called(text: str, *, limit: int = 50) -> list[Person]:
    """Return people whose name, login or mail address holds `text`, by name."""
    like = f"%{text.strip().lower()}%"
    query = select(Person).where(
        or_(func.lower(Person.name).like(like), Person.login.like(like), func.lower(Person.email).like(like))
    )
    return list(db.session.scalars(query.order_by(Person.name, Person.id).limit(limit)))
