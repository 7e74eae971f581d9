"""People who may get an assignment: those of one's own organisations and below, found a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from app.access.models import Person, Role
from app.access.policy import Viewer, role_name
from app.foundation.clock import now
from app.foundation.database import db
from app.organisation.models import Membership, Organisation
from app.organisation.queries.people import in_force

MOST_OFFERED: Final = 40


@dataclass(frozen=True, kw_only=True)
class Post:
    """Somebody in a post, as a choice; `id` is that of the membership."""

    id: int
    person_id: int
    name: str
    role: Role
    title: str
    organisation_id: int
    organisation_name: str

    @property
    def words(self) -> str:
        """Return how the choice reads: the person, with post and place where the name does not say them."""
        more = [part for part in (self.title, self.organisation_name) if part.casefold() not in self.name.casefold()]
        return ", ".join((self.name, *more))


def find_post(viewer: Viewer, membership_id: int) -> Post | None:
    """Return a post within reach of the viewer."""
    row = db.session.execute(_query(viewer).where(Membership.id == membership_id)).first()
    return _post(row) if row is not None else None


def list_posts_within_reach(viewer: Viewer, text: str = "") -> tuple[Post, ...]:
    """Return posts in one's organisations and below, nearest first; with `text` only those it is found in."""
    query = _query(viewer)
    if words := " ".join(text.split())[:100].lower():
        like = "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        fields = (Person.name, Organisation.short_name, Organisation.name, Membership.post)
        query = query.where(or_(*(func.lower(field).like(like, escape="\\") for field in fields)))
    order = (func.length(Organisation.path), Organisation.path, Person.name, Membership.id)
    return tuple(_post(row) for row in db.session.execute(query.order_by(*order).limit(MOST_OFFERED)))


def _query(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Membership.id,
            Membership.person_id,
            Membership.role,
            Membership.post,
            Person.name,
            Organisation.id.label("organisation_id"),
            Organisation.short_name,
        )
        .join(Person, Person.id == Membership.person_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(_within_reach(viewer), in_force(now().date()), Person.is_active, Organisation.is_active)
        .where(Person.id != viewer.person_id)
    )


def _within_reach(viewer: Viewer) -> ColumnElement[bool]:
    paths = {post.organisation_path for post in viewer.memberships}
    # The sign after «/» is «0»: everything that begins with the path lies between them.
    parts = [and_(Organisation.path >= path, Organisation.path < path[:-1] + "0") for path in sorted(paths)]
    return or_(*parts) if parts else false()


def _post(row: Any) -> Post:
    return Post(
        id=row.id,
        person_id=row.person_id,
        name=row.name,
        role=row.role,
        title=row.post or str(role_name(row.role)),
        organisation_id=row.organisation_id,
        organisation_name=row.short_name,
    )
