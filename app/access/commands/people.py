"""Accounts: create, change, disable. Functions named `add_` and `alter_` are the parts that other commands compose."""

from __future__ import annotations

from sqlalchemy import select

from app.access.commands import person_stream
from app.access.commands.sessions import end_sessions_of
from app.access.models import Person
from app.access.policy.passwords import hash_password
from app.access.queries import get_person
from app.audit.commands import record
from app.audit.models import Actor
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput
from app.foundation.transaction import command

LOCALES = ("ru", "en")
THEMES = ("auto", "light", "dark")


class LoginTaken(Conflict):
    """Another person has this login; the fact `login` names it."""


def tidy_login(login: str) -> str:
    """Return the login as it is kept: without spaces around it, in small letters."""
    return login.strip().lower()


def add_person(*, login: str, name: str, created_by: Actor, email: str = "", password_hash: str = "") -> Person:
    """Add an account inside a command. Without a password hash nobody can sign in with it yet.

    Raises InvalidInput for an empty login or name, LoginTaken when the login is in use.
    """
    login, name = tidy_login(login), " ".join(name.split())
    problems = _problems(login, name)
    if problems:
        raise InvalidInput(problems=problems)
    if db.session.scalar(select(Person.id).where(Person.login == login)):
        raise LoginTaken(login=login)
    at = now()
    person = Person(
        login=login,
        name=name,
        email=email.strip(),
        password_hash=password_hash,
        created_at=at,
        password_changed_at=at if password_hash else None,
    )
    db.session.add(person)
    db.session.flush()
    record(person_stream(person.id), "person created", created_by, {"login": login, "name": name, "email": email})
    return person


def _problems(login: str, name: str) -> dict[str, str]:
    problems = {}
    if not login or len(login) > 120 or any(sign.isspace() or not sign.isprintable() for sign in login):
        problems["login"] = "login"
    if not name or len(name) > 300:
        problems["name"] = "name"
    return problems


def alter_person(person: Person, *, changed_by: Actor, name: str | None = None, email: str | None = None) -> bool:
    """Change name and mail address inside a command; tell whether anything was different."""
    wanted = {"name": " ".join(name.split()) if name is not None else None, "email": email.strip() if email else email}
    changes = {
        field: {"was": getattr(person, field), "now": value}
        for field, value in wanted.items()
        if value is not None and value != getattr(person, field)
    }
    if "name" in changes and not wanted["name"]:
        raise InvalidInput(problems={"name": "name"})
    for field in changes:
        setattr(person, field, wanted[field])
    if changes:
        record(person_stream(person.id), "person changed", changed_by, changes)
    return bool(changes)


@command
def create_account(*, login: str, name: str, created_by: Actor, email: str = "", password: str = "") -> Person:
    """Create an account without a post."""
    hashed = hash_password(password) if password else ""
    return add_person(login=login, name=name, email=email, password_hash=hashed, created_by=created_by)


@command
def change_person(person_id: int, *, changed_by: Actor, name: str | None = None, email: str | None = None) -> bool:
    """Change how a person is called and where mail reaches them."""
    return alter_person(get_person(person_id), changed_by=changed_by, name=name, email=email)


@command
def disable_person(person_id: int, *, disabled_by: Actor) -> None:
    """Shut an account: the person is out at the next request and cannot come back."""
    person = get_person(person_id)
    if not person.is_active:
        return
    person.is_active = False
    end_sessions_of(person_id)
    record(person_stream(person_id), "person disabled", disabled_by, {})


@command
def enable_person(person_id: int, *, enabled_by: Actor) -> None:
    """Open a shut account again; the old sessions stay ended."""
    person = get_person(person_id)
    if person.is_active:
        return
    person.is_active = True
    record(person_stream(person_id), "person enabled", enabled_by, {})


@command
def choose_appearance(person_id: int, *, locale: str, theme: str, chosen_by: Actor) -> None:
    """Keep the language and the theme that the person likes."""
    if locale not in LOCALES or theme not in THEMES:
        raise InvalidInput(problems={"locale": locale, "theme": theme})
    person = get_person(person_id)
    person.locale, person.theme = locale, theme
    record(person_stream(person_id), "appearance chosen", chosen_by, {"locale": locale, "theme": theme})
