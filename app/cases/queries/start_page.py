"""What a person may start, and the organisations they may start it for."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.access.policy import Viewer, role_name
from app.engine.models import Case
from app.foundation.database import db
from app.foundation.errors import NotAllowed, NotFound
from app.processes.models import Process
from app.processes.queries import Startable, list_startable

_LOOKED_AT = 60
_LATELY = 4


@dataclass(frozen=True, kw_only=True)
class ProcessCard:
    """A process that may be started."""

    key: str
    name: str
    description: str
    organisations: tuple[str, ...]
    role: str


def cards_of(viewer: Viewer) -> tuple[ProcessCard, ...]:
    """Return what this person may start, each process once."""
    by_key: dict[str, list[Startable]] = {}
    for one in list_startable(viewer):
        by_key.setdefault(one.key, []).append(one)
    return tuple(
        ProcessCard(
            key=key,
            name=ways[0].name,
            description=ways[0].description,
            organisations=tuple(dict.fromkeys(way.organisation_name for way in ways)),
            role=role_name(ways[0].role),
        )
        for key, ways in by_key.items()
    )


def lately_started(viewer: Viewer) -> tuple[str, ...]:
    """Return the keys of the four processes that this person started last, the latest first."""
    query = select(Process.key).join(Case, Case.process_id == Process.id).where(Case.initiator_id == viewer.person_id)
    last = query.order_by(Case.opened_at.desc(), Case.id.desc()).limit(_LOOKED_AT)
    return tuple(dict.fromkeys(db.session.scalars(last)))[:_LATELY]


def fitting(cards: tuple[ProcessCard, ...], text: str) -> tuple[ProcessCard, ...]:
    """Return the cards that hold every word of the text in their name or description."""
    wanted = text.casefold().split()
    return tuple(card for card in cards if all(one in f"{card.name} {card.description}".casefold() for one in wanted))


def ways_to_start(viewer: Viewer, key: str) -> tuple[Startable, ...]:
    """Return the organisations for which this person may start the process, each once; raises NotAllowed."""
    ways: dict[int, Startable] = {}
    for one in list_startable(viewer):
        if one.key == key:
            ways.setdefault(one.organisation_id, one)
    if not ways:
        raise NotAllowed(process=key)
    return tuple(ways.values())


def chosen_way(ways: tuple[Startable, ...], organisation: str) -> Startable | None:
    """Return the way for the organisation in the address, the only one when there is one, else None."""
    if not organisation:
        return ways[0] if len(ways) == 1 else None
    if not organisation.isdecimal() or len(organisation) > 9:
        raise NotFound
    found = next((way for way in ways if way.organisation_id == int(organisation)), None)
    if found is None:
        raise NotFound
    return found
