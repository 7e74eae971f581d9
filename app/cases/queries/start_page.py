"""What a person may start, and the organisations they may start it for."""

from __future__ import annotations

from dataclasses import dataclass

from app.access.policy import Viewer, role_name
from app.foundation.errors import NotAllowed, NotFound
from app.processes.queries import Startable, list_startable


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
