"""Hints of a diagram (`soglas:hint`): where the documents contradict each other, and what was chosen instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

PROPERTY: Final = "soglas:hint"


@dataclass(frozen=True, kw_only=True)
class Hint:
    """What people should know at this place, and the documents it comes from (may be empty)."""

    text: str
    source: str = ""


def read_hints(properties: Mapping[str, str]) -> tuple[Hint, ...]:
    """Return the hints among the properties of an element, each `text | source`.

    Further hints of one element have names of their own: `soglas:hint:2`.
    """
    told = (value for name, value in properties.items() if name == PROPERTY or name.startswith(PROPERTY + ":"))
    return tuple(_read(text) for text in told if text.strip())


def unite(groups: Iterable[tuple[Hint, ...]]) -> tuple[Hint, ...]:
    """Return the hints of several elements, each once, in the order they are met."""
    return tuple(dict.fromkeys(hint for group in groups for hint in group))


def _read(text: str) -> Hint:
    words, _, source = text.partition("|")
    return Hint(text=words.strip(), source=source.strip())
