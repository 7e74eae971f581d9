"""Sign in with login and password: slowed down when guessed, the same work and words for logins that do not exist."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select, text

from app.access.commands import STREAM
from app.access.commands.people import tidy_login
from app.access.commands.sessions import begin_session
from app.access.models import Person, SignInAttempt, SignInSession
from app.access.policy.attempts import SAME_ADDRESS, SAME_LOGIN, SAME_LOGIN_AND_ADDRESS, WINDOW, address_key
from app.access.policy.passwords import hash_password, needs_rehash, verify_password
from app.audit.commands import record
from app.audit.models import SYSTEM, Actor
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import InvalidInput, SoglasError
from app.foundation.transaction import command

log = logging.getLogger("soglas.access")
KNOWN_PLACE = timedelta(days=90)
KEEP_ATTEMPTS = timedelta(days=1)


class WrongCredentials(InvalidInput):
    """The login or the password is wrong; which of them is not said."""


class TooManyAttempts(SoglasError):
    """Too many failed attempts; the fact `until` is the moment of the next one that is looked at."""


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """A new session: its token is for the browser alone."""

    token: str
    person_id: int


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """From where somebody comes, and how long the session may last."""

    address: str
    browser: str = ""
    session_hours: int = 12


def sign_in(login: str, password: str, circumstances: Circumstances) -> SignedIn:
    """Begin a session for who knows the password; the login may be the person's mail address.

    The attempt is written before the password is looked at, so that many attempts at once are counted too, and the
    hash is worked out outside every transaction. Raises WrongCredentials or TooManyAttempts.
    """
    given, place = tidy_login(login)[:120], address_key(circumstances.address)
    person_id, stored = _begin_attempt(given, place)
    if not verify_password(stored, password):
        _note_failure(given, place, person_id)
        raise WrongCredentials
    new_hash = hash_password(password) if needs_rehash(stored) else ""
    return _finish(person_id, stored, new_hash, given, circumstances)


def confirm_password(person_id: int, password: str, *, address: str) -> None:
    """Ask somebody who is signed in for their password again, with the limits of a sign-in.

    Raises WrongCredentials or TooManyAttempts.
    """
    login = db.session.scalar(select(Person.login).where(Person.id == person_id, Person.is_active)) or ""
    place = address_key(address)
    _found, stored = _begin_attempt(login, place)
    if not verify_password(stored, password):
        _note_failure(login, place, person_id)
        raise WrongCredentials
    _forget_attempts(login, place)


@command
def _forget_attempts(login: str, place: str) -> None:
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.login == login, SignInAttempt.address == place))


@command
def sign_in_for_demonstration(login: str, circumstances: Circumstances) -> SignedIn:
    """Begin a session without a password; only the demonstration's role cards may call this."""
    person = db.session.scalar(select(Person).where(Person.login == login, Person.is_active))
    if person is None:
        raise WrongCredentials
    return _begin(person, circumstances, "demonstration")


@command
def _begin_attempt(login: str, place: str) -> tuple[int, str]:
    """Refuse or count an attempt; return the person's id and stored hash, (0, "") for nobody."""
    if db.session.connection().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:place))"), {"place": "sign-in:" + place})
    person = _find_person(login)
    until = _wait_until(login, place, person.id if person else None)
    if until and until > now():
        log.warning("sign-in refused until %s from %s", until.isoformat(), place)
        raise TooManyAttempts(until=until)
    attempt = SignInAttempt(login=login, address=place, at=now())
    db.session.add(attempt)
    db.session.flush()
    if attempt.id % 50 == 0:
        db.session.execute(delete(SignInAttempt).where(SignInAttempt.at < now() - KEEP_ATTEMPTS))
    return (person.id, person.password_hash) if person else (0, "")


def _find_person(login: str) -> Person | None:
    """Return the active person with this login, or with this mail address when exactly one has it."""
    if not login:
        return None
    query = select(Person).where(Person.is_active, or_(Person.login == login, func.lower(Person.email) == login))
    found = db.session.scalars(query.limit(3)).all()
    by_login = [person for person in found if person.login == login]
    return by_login[0] if by_login else found[0] if len(found) == 1 else None


def _wait_until(login: str, place: str, person_id: int | None) -> datetime | None:
    query = select(SignInAttempt.login, SignInAttempt.address, SignInAttempt.at).where(
        SignInAttempt.at > now() - WINDOW, or_(SignInAttempt.login == login, SignInAttempt.address == place)
    )
    rows = db.session.execute(query.order_by(SignInAttempt.at.desc()).limit(500)).all()
    waits = [SAME_LOGIN_AND_ADDRESS.next_attempt_at([r.at for r in rows if r.login == login and r.address == place])]
    if person_id is None or not _was_here(person_id, place):
        waits.append(SAME_ADDRESS.next_attempt_at([r.at for r in rows if r.address == place]))
        waits.append(SAME_LOGIN.next_attempt_at([r.at for r in rows if r.login == login]))
    return max((wait for wait in waits if wait), default=None)


def _was_here(person_id: int, place: str) -> bool:
    query = select(SignInSession.id).where(
        SignInSession.person_id == person_id,
        SignInSession.address == place,
        SignInSession.created_at > now() - KNOWN_PLACE,
    )
    return db.session.scalar(query.limit(1)) is not None


@command
def _note_failure(login: str, place: str, person_id: int) -> None:
    # What was typed for an unknown login may be a password in the wrong field: it is not written down for ever.
    facts = {"login": login if person_id else "", "address": place}
    record(STREAM, "sign-in failed", SYSTEM, facts)


@command
def _finish(person_id: int, stored: str, new_hash: str, login: str, circumstances: Circumstances) -> SignedIn:
    person = db.session.get(Person, person_id, populate_existing=True)
    if person is None or not person.is_active or person.password_hash != stored:
        raise WrongCredentials  # disabled, or the password changed, while the hash was worked out
    if new_hash:
        person.password_hash = new_hash
    place = address_key(circumstances.address)
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.login == login, SignInAttempt.address == place))
    return _begin(person, circumstances, "password")


def _begin(person: Person, circumstances: Circumstances, means: str) -> SignedIn:
    place = address_key(circumstances.address)
    token = begin_session(person.id, address=place, browser=circumstances.browser, hours=circumstances.session_hours)
    record(STREAM, "signed in", Actor(person_id=person.id, name=person.name), {"address": place, "means": means})
    return SignedIn(token=token, person_id=person.id)
