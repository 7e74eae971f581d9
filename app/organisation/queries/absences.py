"""Who is away, and who does their tasks meanwhile."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from app.access.models import Person
from app.access.policy import Post, StandIn
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.organisation.models import Absence, Membership, Organisation, OrganisationKind, Substitution
from app.organisation.queries.people import POST_COLUMNS, in_force, post_of_row
from app.organisation.queries.tree import current_tree


@dataclass(frozen=True, kw_only=True)
class SubstituteRow:
    """One substitute of an absence, with the limits of what they do."""

    person_id: int
    name: str
    process_key: str
    role: str
    organisation_id: int | None


@dataclass(frozen=True, kw_only=True)
class AbsenceRow:
    """An absence as lists show it."""

    absence: Absence
    name: str
    substitutes: tuple[SubstituteRow, ...]

    def state(self, today: date) -> str:
        """Return `now`, `later`, `over` or `ended` (revoked before its last day)."""
        if self.absence.ended_at is not None:
            return "ended"
        if self.absence.until < today:
            return "over"
        return "now" if self.absence.since <= today else "later"


def away_on(on: date) -> ColumnElement[bool]:
    """Return the condition that an absence holds on that day; both ends count."""
    return and_(Absence.since <= on, Absence.until >= on, Absence.ended_at.is_(None))


def list_stand_ins(person_id: int, on: date) -> tuple[StandIn, ...]:
    """Return whom the person substitutes on that day, with the posts that are lent; one statement.

    Substitution never passes on: who substitutes an absent substitute gets nothing of the first one.
    """
    query = (
        select(
            Absence.id.label("absence_id"),
            Absence.person_id,
            Absence.basis,
            Absence.until,
            Person.name.label("person_name"),
            Substitution.id.label("substitution_id"),
            Substitution.process_key,
            Substitution.role.label("only_role"),
            Substitution.organisation_id.label("only_place"),
            *POST_COLUMNS,
        )
        .join(Absence, Absence.id == Substitution.absence_id)
        .join(Person, Person.id == Absence.person_id)
        .join(Membership, and_(Membership.person_id == Absence.person_id, in_force(on)))
        .join(Organisation, and_(Organisation.id == Membership.organisation_id, Organisation.is_active))
        .where(Substitution.substitute_id == person_id, away_on(on), Person.is_active)
        .order_by(Absence.since, Substitution.id, Membership.id)
    )
    found: dict[int, tuple[Any, list[Post]]] = {}
    for row in db.session.execute(query):
        posts = found.setdefault(row.substitution_id, (row, []))[1]
        if not row.only_role or (row.role.value, row.organisation_id) == (row.only_role, row.only_place):
            posts.append(post_of_row(row))
    return tuple(_stand_in(row, posts) for row, posts in found.values())


def _stand_in(row: Any, posts: list[Post]) -> StandIn:
    return StandIn(
        absence_id=row.absence_id,
        person_id=row.person_id,
        name=row.person_name,
        basis=row.basis,
        until=row.until,
        process_key=row.process_key,
        is_whole=not row.only_role,
        posts=tuple(posts),
    )


def list_substitutes(
    absent_ids: Collection[int], on: date, *, process_key: str, pair: tuple[str, int | None]
) -> dict[int, tuple[str, str]]:
    """Return who does a task of these people today, as id -> (whom they substitute, by which paper).

    `process_key` and `pair` (role and organisation of the task) are held against the limits of each substitution.
    """
    if not absent_ids:
        return {}
    absent = aliased(Person)
    query = (
        select(Substitution.substitute_id, absent.name, Absence.basis)
        .join(Absence, Absence.id == Substitution.absence_id)
        .join(absent, absent.id == Absence.person_id)
        .where(
            Absence.person_id.in_(absent_ids),
            away_on(on),
            absent.is_active,
            or_(Substitution.process_key == "", Substitution.process_key == process_key),
            or_(
                Substitution.role == "",
                and_(Substitution.role == pair[0], Substitution.organisation_id == pair[1]),
            ),
        )
        .order_by(Substitution.id)
    )
    found: dict[int, tuple[str, str]] = {}
    for row in db.session.execute(query):
        found.setdefault(row.substitute_id, (row.name, row.basis))
    return found


def get_absence(absence_id: int) -> Absence:
    """Return an absence for a command or its page; raises NotFound."""
    found = db.session.get(Absence, absence_id)
    if found is None:
        raise NotFound(absence=absence_id)
    return found


def list_absences(condition: ColumnElement[bool], *, before: int | None = None, limit: int = 30) -> list[AbsenceRow]:
    """Return absences with their substitutes, latest written first; `before` is the id of the last line seen."""
    query = select(Absence, Person.name).join(Person, Person.id == Absence.person_id).where(condition)
    if before is not None:
        query = query.where(Absence.id < before)
    rows = db.session.execute(query.order_by(Absence.id.desc()).limit(limit)).all()
    substitutes = _substitutes([row.Absence.id for row in rows])
    return [
        AbsenceRow(absence=row.Absence, name=row.name, substitutes=tuple(substitutes.get(row.Absence.id, ())))
        for row in rows
    ]


def _substitutes(absence_ids: Collection[int]) -> dict[int, list[SubstituteRow]]:
    query = (
        select(Substitution, Person.name)
        .join(Person, Person.id == Substitution.substitute_id)
        .where(Substitution.absence_id.in_(absence_ids))
        .order_by(Substitution.id)
    )
    found: dict[int, list[SubstituteRow]] = {}
    for one, name in db.session.execute(query):
        found.setdefault(one.absence_id, []).append(
            SubstituteRow(
                person_id=one.substitute_id,
                name=name,
                process_key=one.process_key,
                role=one.role,
                organisation_id=one.organisation_id,
            )
        )
    return found


def concerns(person_id: int, organisations: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that an absence is the person's own, that they substitute in it, or that somebody of these
    organisations is away."""
    mine = select(Substitution.absence_id).where(Substitution.substitute_id == person_id)
    members = (
        select(Membership.person_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(organisations)
    )
    return or_(Absence.person_id == person_id, Absence.id.in_(mine), Absence.person_id.in_(members))


def list_people_of(organisations: ColumnElement[bool], *, text: str, limit: int) -> list[tuple[int, str]]:
    """Return id and name of active people with a post in these organisations, by name; `text` is sought in names."""
    query = (
        select(Person.id, Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(organisations, Person.is_active)
    )
    for word in text.split()[:5]:
        query = query.where(func.lower(Person.name).contains(word.lower(), autoescape=True))
    rows = db.session.execute(query.distinct().order_by(Person.name, Person.id).limit(limit))
    return [(row.id, row.name) for row in rows]


_CLOSE = frozenset({OrganisationKind.CENTRE, OrganisationKind.FINANCE, OrganisationKind.SUPPORT})


def list_near_people(person_id: int, on: date) -> list[tuple[int, str]]:
    """Return id and name of those who may substitute the person or take a task of theirs, by name.

    They are colleagues in the same organisation, in the centre or bookkeeping right below it, and for a centre in its
    school; where nobody is, those of the organisation above.
    """
    tree = current_tree()
    own = [tree.node(place) for place in db.session.scalars(_places_of(person_id, on))]
    near: set[int] = set()
    for node in own:
        near |= {node.id, *(child for child in tree.children.get(node.id, ()) if tree.node(child).kind in _CLOSE)}
        near |= {node.parent_id} if node.kind is OrganisationKind.CENTRE and node.parent_id is not None else set()
    return _people_in(near, person_id, on) or _people_in({one.parent_id for one in own if one.parent_id}, person_id, on)


def _places_of(person_id: int, on: date) -> Select[Any]:
    return select(Membership.organisation_id).where(Membership.person_id == person_id, in_force(on))


def _people_in(places: set[int], without: int, on: date) -> list[tuple[int, str]]:
    query = (
        select(Person.id, Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.organisation_id.in_(sorted(places)), in_force(on), Person.is_active, Person.id != without)
        .distinct()
        .order_by(Person.name, Person.id)
    )
    return [(row.id, row.name) for row in db.session.execute(query)]


def is_away(person_id: int, since: date, until: date) -> bool:
    """Tell whether the person is away on any day of that time."""
    query = select(Absence.id).where(
        Absence.person_id == person_id, Absence.since <= until, Absence.until >= since, Absence.ended_at.is_(None)
    )
    return db.session.scalar(query.limit(1)) is not None
