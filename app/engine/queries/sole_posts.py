"""Posts that one person alone holds: what waits for such a post is theirs without being taken."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Date, Table, and_, bindparam, func, or_, select

from app.access.models import Person
from app.access.policy import Viewer
from app.engine.queries.visibility import pairs_of
from app.foundation.clock import now
from app.foundation.prepared import Prepared
from app.organisation.models import Membership
from app.organisation.queries.people import in_force

Pairs = frozenset[tuple[str, int]]
_PERSON: Table = Person.__table__  # type: ignore[assignment]  # the mapper made them Tables
_MEMBERSHIP: Table = Membership.__table__  # type: ignore[assignment]
_DAY: Final[Any] = bindparam("day", type_=Date())


def sole_pairs(viewer: Viewer) -> Pairs:
    """Return the posts of the viewer that nobody else holds today: tasks of these are theirs without being taken."""
    pairs = pairs_of(viewer)
    if not pairs:
        return frozenset()
    return frozenset((row.role, row.organisation_id) for row in _holders(pairs).run({"day": now().date()}))


@lru_cache(maxsize=500)
def _holders(pairs: tuple[tuple[str, int], ...]) -> Prepared:
    """Return the statement of those posts that one person alone holds on a day."""
    wanted = or_(*(and_(_MEMBERSHIP.c.organisation_id == at, _MEMBERSHIP.c.role == role) for role, at in pairs))
    return Prepared(
        select(_MEMBERSHIP.c.role, _MEMBERSHIP.c.organisation_id)
        .join(_PERSON, _PERSON.c.id == _MEMBERSHIP.c.person_id)
        .where(wanted, in_force(_DAY), _PERSON.c.is_active)
        .group_by(_MEMBERSHIP.c.role, _MEMBERSHIP.c.organisation_id)
        .having(func.count(_MEMBERSHIP.c.person_id.distinct()) == 1)
    )
