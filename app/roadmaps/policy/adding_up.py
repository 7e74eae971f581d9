"""How facts of organisations become one: whose fact stands for whom, sums, and weighted shares. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeVar

from app.roadmaps.policy.indicators import Indicator, number_of

_PARTS: Final = re.compile(
    r"^\s*(\d{1,12}(?:[.,]\d{1,6})?)\s*(?:из|of|/)\s*(\d{1,12}(?:[.,]\d{1,6})?)\s*$", re.IGNORECASE
)
Fact = TypeVar("Fact")


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A value, and for a share also what it was counted from: `part` of `whole`."""

    value: Decimal
    part: Decimal | None = None
    whole: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Together:
    """What several organisations reached. `unweighted` counts the shares that came without a whole."""

    value: Decimal | None
    part: Decimal | None = None
    whole: Decimal | None = None
    unweighted: int = 0


def read_measured(text: str, indicator: Indicator) -> Measured | None:
    """Return what somebody wrote: «13,2», and for a share also «12 из 40»; None for what is no number."""
    parts = _parts(text, indicator)
    if parts is None:
        value = number_of(text)
        return None if value is None else Measured(value=value)
    return share_of(*parts, indicator)


def is_too_much(text: str, indicator: Indicator) -> bool:
    """Say whether somebody wrote a share whose part is more than its whole."""
    part, whole = _parts(text, indicator) or (None, None)
    return part is not None and whole is not None and part > whole


def _parts(text: str, indicator: Indicator) -> tuple[Decimal | None, Decimal | None] | None:
    """Return the two numbers of a share as written, None when only one number was written or none can be a share."""
    match = _PARTS.match(text.replace("\u00a0", " ")) if indicator.scale is not None else None
    return None if match is None else (number_of(match[1]), number_of(match[2]))


def share_of(part: Decimal | None, whole: Decimal | None, indicator: Indicator) -> Measured | None:
    """Return the share that the two numbers make in the unit of the indicator; None when they make none.

    A part is never more than its whole: two people out of one are a slip of the pen.
    """
    if part is None or whole is None or not 0 <= part <= whole or whole == 0 or indicator.scale is None:
        return None
    value = (indicator.scale * part / whole).quantize(Decimal("0.0001")).normalize()
    return Measured(value=value, part=part, whole=whole)


def covering(
    facts: Sequence[Fact], place_of: Callable[[Fact], int], above: Callable[[int], Iterable[int]]
) -> list[Fact]:
    """Return the facts that stand for themselves: one of an organisation further up stands for all below it.

    `above` gives the organisations above one, without itself. So nobody is counted twice when a municipality has
    entered its own number and its schools have reported theirs.
    """
    places = {place_of(fact) for fact in facts}
    return [fact for fact in facts if places.isdisjoint(above(place_of(fact)))]


def roll_up(rollup: str, values: Iterable[Decimal]) -> Decimal | None:
    """Return what the organisations reach together: a sum of counts, the mean of shares; None without values."""
    found = list(values)
    if not found or rollup == "none":
        return None
    total = sum(found, Decimal(0))
    return total if rollup == "sum" else total / len(found)


def add_up(indicator: Indicator, facts: Sequence[Measured]) -> Together:
    """Return what the organisations reached together: a sum, or the share of all parts in all wholes.

    Where a share came without its two numbers the mean of the shares has to do, and the page says so.
    """
    parts = [(fact.part, fact.whole) for fact in facts if fact.part is not None and fact.whole is not None]
    lacking = len(facts) - len(parts) if indicator.scale is not None else 0
    if indicator.scale is None or lacking or not parts:
        return Together(value=roll_up(indicator.rollup, (fact.value for fact in facts)), unweighted=lacking)
    part, whole = (sum(numbers, Decimal(0)) for numbers in zip(*parts, strict=True))
    return Together(value=indicator.scale * part / whole, part=part, whole=whole)
