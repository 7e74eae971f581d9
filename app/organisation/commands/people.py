"""People with their posts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.access.commands import person_stream
from app.access.commands.people import add_person
from app.access.models import Person, Role
from app.access.policy.passwords import hash_password
from app.access.queries import get_person
from app.audit.commands import record
from app.audit.models import Actor
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotFound
from app.foundation.transaction import command
from app.organisation.models import Membership
from app.organisation.queries.organisations import get_organisation


class PostHeld(Conflict):
    """The person holds this role in this organisation already."""


@dataclass(frozen=True, kw_only=True)
class PostWanted:
    """A post to give: the role, where, what it is called, from and until (inclusive)."""

    role: Role
    organisation_id: int
    post: str = ""
    since: date | None = None
    until: date | None = None


def insert_membership(person_id: int, wanted: PostWanted, added_by: Actor) -> Membership:
    """Give a post inside a command. Raises PostHeld, or InvalidInput when it ends before it begins."""
    get_organisation(wanted.organisation_id)
    _check_dates(wanted.since, wanted.until)
    same = select(Membership.id).where(
        Membership.person_id == person_id,
        Membership.role == wanted.role,
        Membership.organisation_id == wanted.organisation_id,
    )
    if db.session.scalar(same):
        raise PostHeld
    membership = Membership(
        person_id=person_id,
        role=wanted.role,
        organisation_id=wanted.organisation_id,
        post=" ".join(wanted.post.split())[:200],
        since=wanted.since,
        until=wanted.until,
    )
    db.session.add(membership)
    db.session.flush()
    record(person_stream(person_id), "post given", added_by, _facts(membership))
    return membership


def alter_membership(
    membership: Membership, *, post: str, since: date | None, until: date | None, changed_by: Actor
) -> bool:
    """Change the name or the term of a post inside a command; tell whether anything was different."""
    _check_dates(since, until)
    was = _facts(membership)
    membership.post, membership.since, membership.until = " ".join(post.split())[:200], since, until
    changed = _facts(membership) != was
    if changed:
        db.session.flush()
        record(person_stream(membership.person_id), "post changed", changed_by, {"was": was, "now": _facts(membership)})
    return changed


def _check_dates(since: date | None, until: date | None) -> None:
    if since and until and until < since:
        raise InvalidInput(problems={"until": "until"})


def _facts(membership: Membership) -> dict[str, object]:
    return {
        "role": membership.role.value,
        "organisation": membership.organisation_id,
        "post": membership.post,
        "since": membership.since.isoformat() if membership.since else None,
        "until": membership.until.isoformat() if membership.until else None,
    }


def _get_membership(membership_id: int) -> Membership:
    membership = db.session.get(Membership, membership_id)
    if membership is None:
        raise NotFound
    return membership


@command
def create_person(
    *,
    login: str,
    name: str,
    created_by: Actor,
    email: str = "",
    password: str = "",
    password_hash: str = "",
    posts: Sequence[PostWanted] = (),
) -> Person:
    """Create an account with its posts in one step.

    `password_hash` spares the work where many accounts share one (tests, demonstration).
    """
    hashed = password_hash or (hash_password(password) if password else "")
    person = add_person(login=login, name=name, email=email, password_hash=hashed, created_by=created_by)
    for wanted in posts:
        insert_membership(person.id, wanted, created_by)
    return person


@command
def add_membership(
    person_id: int,
    *,
    role: Role,
    organisation_id: int,
    added_by: Actor,
    post: str = "",
    since: date | None = None,
    until: date | None = None,
) -> Membership:
    """Give a person a post."""
    get_person(person_id)
    wanted = PostWanted(role=role, organisation_id=organisation_id, post=post, since=since, until=until)
    return insert_membership(person_id, wanted, added_by)


@command
def change_membership(
    membership_id: int, *, post: str, since: date | None, until: date | None, changed_by: Actor
) -> bool:
    """Change the name or the term of a post."""
    return alter_membership(_get_membership(membership_id), post=post, since=since, until=until, changed_by=changed_by)


@command
def end_membership(membership_id: int, *, last_day: date, ended_by: Actor) -> None:
    """End a post: `last_day` is the last on which it is held."""
    stop_membership(_get_membership(membership_id), last_day, ended_by)


def stop_membership(membership: Membership, last_day: date, ended_by: Actor) -> None:
    """End a post inside a command; see `end_membership`."""
    since = membership.since if membership.since and membership.since <= last_day else None
    membership.since, membership.until = since, last_day
    db.session.flush()
    record(person_stream(membership.person_id), "post ended", ended_by, _facts(membership))
