"""People of the demonstration, offered as cards at the door when the installation says that it is one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class DemoPerson:
    """A card at the door. `tone` and `words` say what waits for the person, as a state does."""

    login: str
    title: str
    place: str
    does: str
    tone: str = "calm"
    words: str = ""


DemoPeople = Callable[[], Sequence[DemoPerson]]
_sources: list[DemoPeople] = []


def register_demo_people(source: DemoPeople) -> None:
    """Let the demonstration tell whom it offers at the door."""
    _sources[:] = [source]


def demo_people() -> Sequence[DemoPerson]:
    """Return whom the demonstration offers, nobody when it is not loaded."""
    return _sources[0]() if _sources else ()
