"""Who holds what, read once under the lock: the rights of the one who acts and the holders of what may open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Table, and_, bindparam, false, or_, select

from app.access.models import Person, Role
from app.engine.commands.steps.locked import LockedCase, TaskRow
from app.engine.models import split_people
from app.foundation.clock import today
from app.foundation.prepared import Prepared
from app.organisation.models import Membership
from app.organisation.queries import timezone_of

Pair = tuple[str, int]
_MEMBERSHIP: Table = Membership.__table__  # type: ignore[assignment]  # the mapper made it a Table
_PERSON: Table = Person.__table__  # type: ignore[assignment]


@dataclass(kw_only=True)
class People:
    """The posts in force today of some people and in some organisations; asks again only for pairs it never read."""

    on: date
    person_id: int | None
    known: set[Pair] = field(default_factory=set)
    held: dict[Pair, list[int]] = field(default_factory=dict)

    @property
    def own(self) -> frozenset[Pair]:
        """Return the posts of the one who acts."""
        return frozenset(pair for pair, people in self.held.items() if self.person_id in people)

    def holds(self, pair: Pair) -> bool:
        """Say whether the one who acts holds the role there."""
        return self.person_id is not None and self.person_id in self.held.get(pair, ())

    def holders(self, pairs: Iterable[Pair]) -> tuple[int, ...]:
        """Return the active people behind the pairs, each once, in the order of their memberships."""
        wanted = list(pairs)
        self._read([pair for pair in wanted if pair not in self.known])
        return tuple(dict.fromkeys(person for pair in wanted for person in self.held.get(pair, ())))

    def read_own(self) -> None:
        """Read the posts of the one who acts alone."""
        self._read([], and_own=True)

    def read(self, pairs: Iterable[Pair]) -> None:
        """Read the holders of these pairs and the posts of the one who acts, in one statement."""
        self._read(list(pairs), and_own=True)

    def _read(self, pairs: list[Pair], *, and_own: bool = False) -> None:
        known = [pair for pair in pairs if pair[0] in _ROLES]
        self.known.update(pairs)
        own = self.person_id if and_own else None
        if not known and own is None:
            return
        places, roles = sorted({place for _, place in known}), sorted({role for role, _ in known})
        values = {
            **{f"place_{number}": place for number, place in enumerate(places)},
            **{f"role_{number}": role for number, role in enumerate(roles)},
            "person": own if own is not None else 0,
            "day": self.on,
        }
        found: Any = _holders(len(places), len(roles)).run(values)
        for role, organisation_id, person_id in found:
            people = self.held.setdefault((role, organisation_id), [])
            if person_id not in people:
                people.append(person_id)


@lru_cache(maxsize=256)
def _holders(places: int, roles: int) -> Prepared:
    """Return the statement for so many organisations and roles, made once.

    It reads every wanted role in every wanted organisation, which is at most a few more rows than needed.
    """
    wanted = and_(
        _MEMBERSHIP.c.organisation_id.in_([bindparam(f"place_{number}") for number in range(places)]),
        _MEMBERSHIP.c.role.in_([bindparam(f"role_{number}") for number in range(roles)]),
    )
    return Prepared(
        select(_MEMBERSHIP.c.role, _MEMBERSHIP.c.organisation_id, _MEMBERSHIP.c.person_id)
        .join(_PERSON, _PERSON.c.id == _MEMBERSHIP.c.person_id)
        .where(
            or_(wanted if places and roles else false(), _MEMBERSHIP.c.person_id == bindparam("person")),
            or_(_MEMBERSHIP.c.since.is_(None), _MEMBERSHIP.c.since <= bindparam("day")),
            or_(_MEMBERSHIP.c.until.is_(None), _MEMBERSHIP.c.until >= bindparam("day")),
            _PERSON.c.is_active,
        )
        .order_by(_MEMBERSHIP.c.id)
    )


_ROLES = frozenset(role.value for role in Role)


def read_people(case: LockedCase, person_id: int | None, *, also: Iterable[Pair] = ()) -> People:
    """Read, in one statement, the posts of a person and the holders of every group that this process may turn to."""
    people = People(on=today(timezone_of(case.organisation_id)), person_id=person_id)
    pairs = {(role, case.places[place]) for role, place in case.live.groups if place in case.places}
    people.read([*pairs, *also])
    return people


def is_candidate(people: People, task: TaskRow, extra: Iterable[tuple[str, int | None, int | None]] = ()) -> bool:
    """Say whether the one who acts is among the candidates of a task; `extra` are its further candidates."""
    if task["organisation_id"] is not None and people.holds((task["role"], task["organisation_id"])):
        return True
    return any(
        person_id == people.person_id if person_id is not None else people.holds((role, organisation_id or 0))
        for role, organisation_id, person_id in extra
    )


def is_excluded(person_id: int | None, task: TaskRow) -> str:
    """Return the reason why four eyes forbid this person the task, or an empty text."""
    if person_id is None:
        return ""
    if person_id == task["excluded_initiator_id"]:
        return "initiator"
    if person_id in (task["excluded_previous_id"], task["excluded_previous_for_id"]):
        return "previous"
    return "earlier" if person_id in split_people(task["excluded_others"]) else ""
