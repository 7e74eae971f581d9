"""Rows that another room carries out: which case does it, told by that room."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from app.roadmaps.models import MeasureOccurrence
from app.roadmaps.policy.plan_file import Measure

CaseFinder = Callable[[Sequence[MeasureOccurrence], Measure], Mapping[int, int]]
_finders: list[CaseFinder] = []


def add_case_finder(finder: CaseFinder) -> None:
    """Let a room above tell the case by the id of a row that it carries out; twice is once."""
    if finder not in _finders:
        _finders.append(finder)


def cases_of_others(rows: Sequence[MeasureOccurrence], measure: Measure) -> dict[int, int]:
    """Return, by the id of a row without a case of its own, the case that carries it out elsewhere."""
    open_rows = [row for row in rows if row.case_id is None]
    found: dict[int, int] = {}
    for finder in _finders if open_rows else ():
        found |= finder(open_rows, measure)
    return found
