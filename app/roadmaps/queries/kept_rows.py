"""Rows of a plan that another room carries out, told by that room."""

from __future__ import annotations

from collections.abc import Callable

from app.roadmaps.models import MeasureOccurrence
from app.roadmaps.policy.plan_file import Measure

Keeper = Callable[[MeasureOccurrence, Measure], str]
"""Tells in words what carries a row out, or nothing when the plan does it itself."""
_keepers: list[Keeper] = []


def add_keeper(keeper: Keeper) -> None:
    """Let a room above say which rows it carries out itself; twice is once."""
    if keeper not in _keepers:
        _keepers.append(keeper)


def why_kept(row: MeasureOccurrence, measure: Measure) -> str:
    """Return in words what carries a row out elsewhere, or an empty string."""
    return next((words for keeper in _keepers if (words := keeper(row, measure))), "")


def has_keepers() -> bool:
    """Say whether any room carries out rows at all."""
    return bool(_keepers)
