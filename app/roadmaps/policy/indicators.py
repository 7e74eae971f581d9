"""Indicators of the plans: printed targets, periods, how organisations are added up, deviations. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

_YEAR: Final = re.compile(r"^(\d{4})$")
_QUARTER: Final = re.compile(r"^(\d{4})-Q([1-4])$")
_DAY: Final = re.compile(r"^(\d{4})-(\d{2})-(\d{2})$")
_YEARS: Final = re.compile(r"^(\d{4})-(\d{4})$")
_ONWARD: Final = re.compile(r"^(\d{4}) и далее$")
_SHARE: Final = re.compile(r"^(\d{1,4})/(\d{1,4})$")


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One indicator as its document prints it; `rollup` is `sum`, `mean` or `none`; `formula` is FEEL over counts.

    `giver` is the role that gives the fact where a plan made here says so; else the executors of the measures do, and
    `answer` names what the case of the measure counts for them (`measured` of its process).
    """

    id: str
    plan: str
    name: str
    unit: str
    operator: str
    base_value: str
    base_date: str
    targets: Mapping[str, str]
    printed: str
    cumulative: bool
    source_row: str
    measures: tuple[str, ...]
    quality: str
    notes: str
    rollup: str
    formula: str = ""
    formula_words: str = ""
    giver: str = ""
    answer: str = ""

    @property
    def sign_words(self) -> str:
        """Return how a fact is compared with its target, in Russian."""
        return {">=": "не меньше", "<=": "не больше", "=": "равно", "increase": "рост"}.get(self.operator, "")

    @property
    def less_is_better(self) -> bool:
        """Say whether the target is an upper bound."""
        return self.operator == "<="

    @property
    def is_quarterly(self) -> bool:
        """Say whether the targets are printed by quarters."""
        return any(_QUARTER.match(key) for key in self.targets)

    @property
    def scale(self) -> Decimal | None:
        """Return what a whole is in the unit of a share: 100 for per cent, 1 for a printed fraction; else None."""
        if self.rollup != "mean":
            return None
        unit = self.unit.strip().lower()
        return Decimal(100) if unit.startswith("%") else Decimal(1) if unit.startswith("доля") else None

    def period_of(self, day: date) -> str:
        """Return the period that a day belongs to, in the years of the applied plan."""
        if self.is_quarterly:
            return f"{day.year}-Q{(day.month - 1) // 3 + 1}"
        return str(day.year)

    def last_day_around(self, day: date) -> date:
        """Return the last day of the period that a day belongs to."""
        month = ((day.month - 1) // 3 * 3 + 3) if self.is_quarterly else 12
        return date(day.year, month, monthrange(day.year, month)[1])

    def target_for(self, period: str, shift: int = 0) -> str:
        """Return the printed target for a period of the applied plan («2027» of a plan shifted by seven), or ''."""
        printed_year = int(period[:4]) - shift
        quarter = period[5:]
        for key, value in self.targets.items():
            if _covers(key, printed_year, quarter):
                return value
        return ""

    def years(self, shift: int = 0) -> list[int]:
        """Return the years of the applied plan for which a target is printed, ordered."""
        found: set[int] = set()
        for key in self.targets:
            if match := _YEARS.match(key):
                found |= set(range(int(match[1]), int(match[2]) + 1))
            elif re.match(r"^\d{4}", key):
                found.add(int(key[:4]))
        return sorted(year + shift for year in found)


def _covers(key: str, year: int, quarter: str) -> bool:
    if match := _YEAR.match(key):
        return int(match[1]) == year
    if match := _QUARTER.match(key):
        return int(match[1]) == year and f"Q{match[2]}" == quarter
    if match := _DAY.match(key):
        return int(match[1]) == year
    if match := _YEARS.match(key):
        return int(match[1]) <= year <= int(match[2])
    if match := _ONWARD.match(key):
        return int(match[1]) <= year
    return False


def first_day_of(period: str) -> date:
    """Return the first day of a period as facts name it: «2026», «2026-Q3», «2026-10-31»."""
    if match := _DAY.match(period):
        return date(int(match[1]), 1, 1)
    match = _QUARTER.match(period)
    return date(int(period[:4]), int(match[2]) * 3 - 2 if match else 1, 1)


def number_of(text: str) -> Decimal | None:
    """Return the number that a printed value means: «1,6», «1/9», «+» (reached, 1); None for anything else."""
    text = text.strip().replace(",", ".").replace("\u00a0", "")
    if text == "+":
        return Decimal(1)
    if match := _SHARE.match(text):
        return Decimal(match[1]) / Decimal(match[2]) if int(match[2]) else None
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def deviation(indicator: Indicator, target: str, fact: Decimal | None) -> Decimal | None:
    """Return how far the fact is from the target; negative when it falls short, None when nothing can be said."""
    wanted = number_of(target)
    return None if wanted is None or fact is None else fact - wanted


def is_reached(indicator: Indicator, target: str, fact: Decimal | None) -> bool | None:
    """Tell whether the target is reached («равно» is reached by more as well), None when nothing can be said."""
    gap = deviation(indicator, target, fact)
    if gap is None:
        return None
    return gap <= 0 if indicator.less_is_better else gap >= 0


def forecast(points: Iterable[tuple[int, Decimal]], year: int) -> Decimal | None:
    """Return the straight line through the facts, carried on to a year; None with fewer than two facts."""
    found = list(points)
    if len(found) < 2:
        return None
    count = Decimal(len(found))
    mean_x = sum((Decimal(x) for x, _ in found), Decimal(0)) / count
    mean_y = sum((y for _, y in found), Decimal(0)) / count
    spread = sum(((Decimal(x) - mean_x) ** 2 for x, _ in found), Decimal(0))
    if not spread:
        return None
    slope = sum(((Decimal(x) - mean_x) * (y - mean_y) for x, y in found), Decimal(0)) / spread
    return mean_y + slope * (Decimal(year) - mean_x)


def read_indicator(data: Mapping[str, Any]) -> Indicator:
    """Return the indicator that the data file holds."""
    return Indicator(
        id=data["id"],
        plan=data["plan"],
        name=data["name"],
        unit=data.get("unit") or "",
        operator=data.get("operator") or "",
        base_value=str(data.get("base_value", "")),
        base_date=str(data.get("base_date", "")),
        targets=dict(data["targets"]),
        printed=data["printed"],
        cumulative=bool(data.get("cumulative")),
        source_row=data["source_row"],
        measures=tuple(data["measures"]),
        quality=data["quality"],
        notes=data.get("notes") or "",
        rollup=data["rollup"],
        formula=data.get("formula") or "",
        formula_words=data.get("formula_words") or "",
        answer=data.get("answer") or "",
    )
