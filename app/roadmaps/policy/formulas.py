"""Formulas of indicators: what they may name, and what is wrong with one that somebody wrote. Pure."""

from __future__ import annotations

import re
from typing import Final

from app.feel import FeelType, Problem, check
from app.feel.checker import result_type
from app.feel.types import ANY, NUMBER

COUNTS: Final = ("planned", "accepted", "executors", "schools", "centres", "agreements", "partners")
"""The numbers that are counted for a formula, from rows of the plan, cases and the registry of centres."""
ROWS: Final = frozenset({"planned", "accepted", "executors"})
"""Those that are counted from rows of the measures."""
ANSWERS: Final = (
    *("people", "people_total", "staff", "pupils", "sample", "events"),
    *("money", "regional_projects", "federal_projects"),
)
"""What the processes of measures count in their cases (`measured` of their diagrams), for the fact of an indicator."""
LONGEST: Final = 400
_TYPES: Final[dict[str, FeelType]] = dict.fromkeys(COUNTS, NUMBER)


def names_in(text: str) -> frozenset[str]:
    """Return the counts that a formula names."""
    return frozenset(re.findall(r"[a-z]+", text)) & frozenset(COUNTS)


def counts_rows(text: str) -> bool:
    """Say whether a formula counts rows of its measures, and not only what is there without them."""
    return not names_in(text).isdisjoint(ROWS)


def formula_problem(text: str) -> Problem | None:
    """Return the first thing that is wrong with a formula, or None."""
    return next(iter(check(text, _TYPES)), None)


def gives_number(text: str) -> bool:
    """Say whether the value of a formula without problems can be a number."""
    return result_type(text, _TYPES) in (NUMBER, ANY)
