"""Who holds which role where."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from app.access.models import Person, Role
from app.access.policy import Post
from app.foundation.database import db
from app.organisation.models import DirectoryStamp, Membership, Organisation
from app.organisation.queries.organisations import timezone_of
from app.organisation.queries.tree import tree_at

POST_COLUMNS = (
    Membership.id.label("membership_id"),
    Membership.role,
    Membership.post,
    Organisation.id.label("organisation_id"),
    Organisation.path,
    Organisation.kind,
    Organisation.name,
    Organisation.short_name,
)


@dataclass(frozen=True, kw_only=True)
class Member:
    """A person in a post, for lists."""

    membership: Membership
    person: Person
    organisation: Organisation


def in_force(on: date) -> ColumnElement[bool]:
    """Return the condition that a membership holds on that day; both ends count."""
    return and_(
        or_(Membership.since.is_(None), Membership.since <= on), or_(Membership.until.is_(None), Membership.until >= on)
    )


def holders(role: Role | str, organisation_id: int, on: date) -> list[int]:
    """Return the ids of the active people who hold the role in exactly this organisation on that day."""
    query = (
        select(Membership.person_id)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.role == Role(role), Membership.organisation_id == organisation_id, in_force(on))
        .where(Person.is_active)
    )
    return list(db.session.scalars(query.order_by(Membership.id)))


def find_holder_posts(pairs: Iterable[tuple[Role | str, int]], on: date) -> list[Member]:
    """Return the active people behind several (role, organisation) pairs in one statement."""
    wanted = [and_(Membership.role == Role(role), Membership.organisation_id == place) for role, place in pairs]
    if not wanted:
        return []
    return _members(or_(*wanted), in_force(on), Person.is_active.is_(True))


def list_members(organisation_ids: Collection[int], *, on: date | None = None) -> list[Member]:
    """Return everybody with a post in these organisations; with `on`, only the posts in force and active people."""
    if not organisation_ids:
        return []
    conditions: list[ColumnElement[bool]] = [Membership.organisation_id.in_(list(organisation_ids))]
    if on is not None:
        conditions += [in_force(on), Person.is_active.is_(True)]
    return _members(*conditions)


def _members(*conditions: ColumnElement[bool]) -> list[Member]:
    query = (
        select(Membership, Person, Organisation)
        .join(Person, Person.id == Membership.person_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(*conditions)
        .order_by(Organisation.path, Membership.role, Person.name, Membership.id)
    )
    return [Member(membership=m, person=p, organisation=o) for m, p, o in db.session.execute(query)]


def memberships_of(person_id: int, on: date | None = None) -> list[Membership]:
    """Return the posts of the person, oldest first; with `on`, only those in force on that day."""
    query = select(Membership).where(Membership.person_id == person_id)
    if on is not None:
        query = query.where(in_force(on))
    return list(db.session.scalars(query.order_by(Membership.id)))


def list_posts(person_id: int, on: date) -> tuple[Post, ...]:
    """Return the posts in force as policies need them, with the words of the organisation.

    One statement for a whole request: the stamp that tells whether the tree in memory still holds comes along.
    """
    query = (
        select(*POST_COLUMNS, select(DirectoryStamp.stamp).limit(1).scalar_subquery().label("stamp"))
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.person_id == person_id, in_force(on), Organisation.is_active)
        .order_by(Membership.id)
    )
    rows = db.session.execute(query).all()
    if rows:
        tree_at(rows[0].stamp or "")
    return tuple(post_of_row(row) for row in rows)


def post_of_row(row: Any) -> Post:
    """Return a post from a row of POST_COLUMNS."""
    return Post(
        membership_id=row.membership_id,
        role=row.role,
        organisation_id=row.organisation_id,
        organisation_path=row.path,
        organisation_kind=row.kind.value,
        organisation_name=row.name,
        organisation_short_name=row.short_name,
        timezone=timezone_of(row.organisation_id),
        post=row.post,
    )


def held_posts(organisation_ids: Collection[int], on: date) -> dict[tuple[Role, int], dict[int, str]]:
    """Return who holds which post in these organisations on that day: the names of active people by their id."""
    query = (
        select(Membership.role, Membership.organisation_id, Person.id, Person.name)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.organisation_id.in_(list(organisation_ids)), in_force(on), Person.is_active)
        .order_by(Person.name, Person.id)
    )
    found: dict[tuple[Role, int], dict[int, str]] = {}
    for row in db.session.execute(query) if organisation_ids else ():
        found.setdefault((row.role, row.organisation_id), {})[row.id] = row.name
    return found


def people_holding(role: Role | str, on: date) -> list[Member]:
    """Return everybody active who holds the role anywhere on that day."""
    return _members(Membership.role == Role(role), in_force(on), Person.is_active.is_(True))


def roles_held(on: date) -> frozenset[tuple[Role, int]]:
    """Return every (role, organisation) that somebody active holds on that day: what publishing looks for gaps in."""
    query = (
        select(Membership.role, Membership.organisation_id)
        .join(Person, Person.id == Membership.person_id)
        .where(in_force(on), Person.is_active)
        .distinct()
    )
    return frozenset((row.role, row.organisation_id) for row in db.session.execute(query))
