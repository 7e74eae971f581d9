"""The whole tree in memory, read again when its stamp differs: a place is resolved without asking the database."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import Any, TypeVar

from flask import current_app
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.foundation.database import db
from app.foundation.errors import NotFound
from app.organisation.models import (
    CalendarException,
    CalendarYear,
    DayKind,
    DirectoryStamp,
    Organisation,
    OrganisationKind,
    OrganisationRelation,
    Place,
)

_REMEMBERED = "soglas_tree"
_watched: list[type] = [Organisation, OrganisationRelation, CalendarException, CalendarYear]
_lock = Lock()
R = TypeVar("R")


@dataclass(frozen=True, kw_only=True)
class Node:
    """An organisation as the tree keeps it. `ids` are its ancestors from the root and itself."""

    id: int
    parent_id: int | None
    kind: OrganisationKind
    code: str
    name: str
    short_name: str
    timezone: str
    path: str
    is_active: bool

    @property
    def ids(self) -> tuple[int, ...]:
        """Return the ids from the root down to this organisation."""
        return tuple(int(part) for part in self.path.split("/") if part)


@dataclass(frozen=True, kw_only=True)
class DayException:
    """A day that is worked or free against the state calendar."""

    day: date
    works: bool
    reason: str
    kind: DayKind = DayKind.REST


@dataclass(frozen=True, kw_only=True)
class Tree:
    """All organisations with their relations and calendar exceptions at one stamp."""

    stamp: str
    nodes: Mapping[int, Node]
    children: Mapping[int | None, tuple[int, ...]]
    relations: Mapping[int, tuple[tuple[Place, int], ...]]
    exceptions: Mapping[int, tuple[DayException, ...]]
    years: Mapping[int, frozenset[int]] = field(default_factory=dict)
    by_code: Mapping[str, int] = field(default_factory=dict)
    remembered: dict[tuple[str, int], Any] = field(default_factory=dict, repr=False, compare=False)

    def remember(self, what: str, organisation_id: int, find: Callable[[], R]) -> R:
        """Return what `find` answers about an organisation of this tree; it is asked once, the tree never changes."""
        key = (what, organisation_id)
        if key not in self.remembered:
            self.remembered[key] = find()
        found: R = self.remembered[key]
        return found

    def node(self, organisation_id: int) -> Node:
        """Return the organisation. Raises NotFound."""
        try:
            return self.nodes[organisation_id]
        except KeyError:
            raise NotFound(organisation=organisation_id) from None

    def upwards(self, organisation_id: int) -> Iterator[Node]:
        """Yield the organisation, then those above it up to the root."""
        for ancestor in reversed(self.node(organisation_id).ids):
            yield self.nodes[ancestor]

    def below(self, organisation_id: int) -> Iterator[Node]:
        """Yield the organisation and everything below it, parents first."""
        yield self.node(organisation_id)
        for child in self.children.get(organisation_id, ()):
            yield from self.below(child)


def watch(model: type) -> None:
    """Let the stamp change with these rows too: for a room that keeps in memory what hangs on the tree."""
    if model not in _watched:
        _watched.append(model)


def current_tree() -> Tree:
    """Return the tree as it is now; one small statement a transaction tells whether the one in memory still holds."""
    session = db.session()
    transaction = session.get_transaction()
    remembered = session.info.get(_REMEMBERED)
    if remembered and transaction is not None and remembered[0] is transaction:
        tree: Tree = remembered[1]
        return tree
    return tree_at(db.session.scalar(select(DirectoryStamp.stamp)) or "")


def tree_at(stamp: str) -> Tree:
    """Return the tree of a stamp that the caller has read in this transaction, and remember it for the rest of it."""
    session = db.session()
    kept: Tree | None = current_app.extensions.get(_REMEMBERED)
    if kept is None or kept.stamp != stamp or not stamp:
        kept = _read_tree(stamp)
        with _lock:
            current_app.extensions[_REMEMBERED] = kept
    session.info[_REMEMBERED] = (session.get_transaction(), kept)
    return kept


def _read_tree(stamp: str) -> Tree:
    table = Organisation
    rows = db.session.execute(
        select(
            table.id,
            table.parent_id,
            table.kind,
            table.code,
            table.name,
            table.short_name,
            table.timezone,
            table.path,
            table.is_active,
        ).order_by(table.short_name, table.id)
    )
    nodes = {row.id: Node(**row._mapping) for row in rows}
    children: dict[int | None, list[int]] = {}
    for node in nodes.values():
        children.setdefault(node.parent_id, []).append(node.id)
    relations: dict[int, list[tuple[Place, int]]] = {}
    for relation in db.session.scalars(select(OrganisationRelation).order_by(OrganisationRelation.id)):
        relations.setdefault(relation.organisation_id, []).append((relation.place, relation.target_id))
    return Tree(
        stamp=stamp,
        nodes=nodes,
        children={parent: tuple(ids) for parent, ids in children.items()},
        relations={organisation: tuple(pairs) for organisation, pairs in relations.items()},
        exceptions=_read_exceptions(),
        years=_read_years(),
        by_code={node.code.casefold(): node.id for node in nodes.values()},
    )


def _read_exceptions() -> dict[int, tuple[DayException, ...]]:
    found: dict[int, list[DayException]] = {}
    for row in db.session.scalars(select(CalendarException).order_by(CalendarException.day)):
        day = DayException(day=row.day, works=row.works, reason=row.reason, kind=row.kind)
        found.setdefault(row.organisation_id, []).append(day)
    return {organisation: tuple(days) for organisation, days in found.items()}


def _read_years() -> dict[int, frozenset[int]]:
    found: dict[int, frozenset[int]] = {}
    for row in db.session.execute(select(CalendarYear.organisation_id, CalendarYear.year)):
        found[row.organisation_id] = found.get(row.organisation_id, frozenset()) | {row.year}
    return found


@event.listens_for(Session, "before_flush")
def _stamp_changes(session: Session, _context: Any, _instances: Any) -> None:
    """Change the stamp in the transaction that changes the tree, whoever changes it."""
    touched = [*session.new, *session.deleted, *(one for one in session.dirty if session.is_modified(one))]
    if not any(isinstance(one, tuple(_watched)) for one in touched):
        return
    session.info.pop(_REMEMBERED, None)
    with session.no_autoflush:
        row = session.get(DirectoryStamp, 1)
    if row is None:
        session.add(DirectoryStamp(id=1, stamp=secrets.token_hex(16)))
    else:
        row.stamp = secrets.token_hex(16)
