"""Give a person a new password, by themselves or by an administrator."""

from __future__ import annotations

from app.access.commands import person_stream
from app.access.commands.sessions import end_sessions_of
from app.access.models import Person
from app.access.policy.passwords import MAX_LENGTH, hash_password, is_about, is_common, is_monotonous, verify_password
from app.access.queries import get_person
from app.audit.commands import record
from app.audit.models import Actor
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import InvalidInput
from app.foundation.transaction import command


class PasswordRefused(InvalidInput):
    """The new password may not be used; the fact `why` is short, long, common, monotonous, about or same."""


class OldPasswordWrong(InvalidInput):
    """The present password that was typed is wrong."""


def check_password(password: str, *, min_length: int, about: tuple[str, ...] = ()) -> None:
    """Raise PasswordRefused when the password may not be used."""
    for why, refused in (
        ("short", len(password) < min_length),
        ("long", len(password) > MAX_LENGTH),
        ("common", is_common(password)),
        ("monotonous", is_monotonous(password)),
        ("about", is_about(password, *about)),
    ):
        if refused:
            raise PasswordRefused(why=why, min_length=min_length, max_length=MAX_LENGTH)


def change_own_password(
    person_id: int, *, old: str, new: str, min_length: int, session_id: int | None, changed_by: Actor
) -> None:
    """Change one's own password; every other session of the person ends.

    Hashes are worked out outside the transaction. Raises OldPasswordWrong or PasswordRefused.
    """
    person = get_person(person_id)
    stored, about = person.password_hash, _about(person)
    db.session.commit()
    if not verify_password(stored, old):
        raise OldPasswordWrong
    check_password(new, min_length=min_length, about=about)
    if old == new:
        raise PasswordRefused(why="same", min_length=min_length, max_length=MAX_LENGTH)
    _store(person_id, stored, hash_password(new), keep_session=session_id, changed_by=changed_by, own=True)


def give_password(person_id: int, *, password: str, min_length: int, given_by: Actor) -> None:
    """Give somebody a new password; all of their sessions end. Raises PasswordRefused."""
    person = get_person(person_id)
    stored, about = person.password_hash, _about(person)
    db.session.commit()
    check_password(password, min_length=min_length, about=about)
    _store(person_id, stored, hash_password(password), keep_session=None, changed_by=given_by, own=False)


def _about(person: Person) -> tuple[str, ...]:
    return (person.login, person.email.split("@")[0], *person.name.split())


@command
def _store(
    person_id: int, stored: str, new_hash: str, *, keep_session: int | None, changed_by: Actor, own: bool
) -> None:
    person = db.session.get(Person, person_id, populate_existing=True)
    if person is None or (own and person.password_hash != stored):
        raise OldPasswordWrong
    person.password_hash = new_hash
    person.password_changed_at = now()
    ended = end_sessions_of(person_id, except_id=keep_session)
    action = "password changed" if own else "password given"
    record(person_stream(person_id), action, changed_by, {"sessions_ended": ended})
