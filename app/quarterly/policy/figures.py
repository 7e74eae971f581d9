"""The figures of a report, and how those of many centres become one: a sum, a mean, or a share of two sums. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

from app.roadmaps.policy.adding_up import roll_up
from app.roadmaps.policy.indicators import number_of

_FILE: Final = Path(__file__).resolve().parents[1] / "data" / "figures.json"
COVERAGE: Final = "coverage"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number that every centre reports. One that `carries` stays true until it changes: the last report fills it."""

    code: str
    name: str
    unit: str
    rollup: str
    carries: bool


@cache
def own_figures() -> tuple[Figure, ...]:
    """Return the figures of the form itself; those of indicators come from the plans."""
    return tuple(Figure(**row) for row in json.loads(_FILE.read_text(encoding="utf-8")))


def value_of(row: Mapping[str, Any]) -> Decimal | None:
    """Return the number of a row of a report."""
    value = row.get("value")
    return None if value is None else number_of(str(value))


def share_covered(values: Mapping[str, Decimal | None]) -> Decimal | None:
    """Return how many of all pupils are in programmes, in percent: of the sums, never a mean of shares."""
    covered, total = values.get("pupils_covered"), values.get("pupils_total")
    return None if covered is None or not total else (100 * covered / total).quantize(Decimal("0.1"))


def together(rule: str, values: Iterable[Decimal]) -> Decimal | None:
    """Return the values of many centres as one by the rule of the figure, with two places at most."""
    found = roll_up(rule, values)
    return found if found is None or found == found.to_integral_value() else found.quantize(Decimal("0.01"))
