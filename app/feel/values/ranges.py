"""A range of FEEL: two end points, each included or not, or one of the unary forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Range:
    """An interval.

    `operator` is "" for `[a..b]` and the sign of a unary form (`<10`, `>=10`, `=10`, `!=10`),
    because DMN keeps `(<10)` and `(null..10)` apart.
    """

    low: Any
    high: Any
    low_included: bool
    high_included: bool
    operator: str = ""


def unary_range(operator: str, end: Any) -> Range:
    """Give the range of a unary form such as `<10`."""
    if operator in ("<", "<="):
        return Range(None, end, False, operator == "<=", operator)
    if operator in (">", ">="):
        return Range(end, None, operator == ">=", False, operator)
    return Range(end, end, operator == "=", operator == "=", operator)
