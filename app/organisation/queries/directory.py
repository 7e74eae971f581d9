"""People as the directory lists them, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select

from app.access.models import Person
from app.foundation.database import db
from app.organisation.models import Membership, Organisation
from app.organisation.policy.scope import Scope
from app.organisation.queries.people import Member


@dataclass(frozen=True, kw_only=True)
class PeoplePage:
    """A part of the list; `next` is where the following part begins, empty at the end."""

    people: tuple[tuple[Person, tuple[Member, ...]], ...]
    next: str


def find_people_page(scope: Scope, *, text: str, after: str, limit: int) -> PeoplePage:
    """Return people who hold or held a post in the scope, by name; `after` continues behind `name|id`."""
    inside = (
        select(Membership.person_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(scope.condition())
    )
    query = select(Person).where(Person.id.in_(inside))
    if text:
        like = "%" + text.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        fields = (func.lower(Person.name), Person.login, func.lower(Person.email))
        query = query.where(or_(*[field.like(like, escape="\\") for field in fields]))
    name, _, number = after.rpartition("|")
    if number.isdecimal() and len(number) < 10:
        query = query.where(or_(Person.name > name, and_(Person.name == name, Person.id > int(number))))
    found = list(db.session.scalars(query.order_by(Person.name, Person.id).limit(limit + 1)))
    people = found[:limit]
    following = f"{people[-1].name}|{people[-1].id}" if len(found) > limit else ""
    return PeoplePage(people=_with_posts(people, scope), next=following)


def _with_posts(people: list[Person], scope: Scope) -> tuple[tuple[Person, tuple[Member, ...]], ...]:
    query = (
        select(Membership, Person, Organisation)
        .join(Person, Person.id == Membership.person_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.person_id.in_([person.id for person in people]), scope.condition())
        .order_by(Organisation.path, Membership.id)
    )
    posts: dict[int, list[Member]] = {}
    for membership, person, organisation in db.session.execute(query):
        member = Member(membership=membership, person=person, organisation=organisation)
        posts.setdefault(person.id, []).append(member)
    return tuple((person, tuple(posts.get(person.id, ()))) for person in people)
