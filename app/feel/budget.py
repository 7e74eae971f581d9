"""How much one expression may cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Budget:
    """Limits of one parse and one evaluation; sizes in characters and items, time in seconds."""

    characters: int = 4_000
    nodes: int = 600
    nesting: int = 40
    steps: int = 20_000
    text: int = 20_000
    items: int = 5_000
    calls: int = 60
    data: int = 200_000
    seconds: float = 0.8


STANDARD = Budget()
