"""A quarter: its days, its name, the one before, and when its report is due. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_PERIOD: Final = re.compile(r"^((?:19|20|21)\d\d)-Q([1-4])$")
LOOKED_BACK: Final = 4
"""How many quarters that have ended reports are opened for: the last one and three that may have been missed."""
_ROMAN: Final = ("I", "II", "III", "IV")


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a calendar year."""

    year: int
    number: int

    @property
    def period(self) -> str:
        """Return the quarter as it is stored: «2026-Q3»."""
        return f"{self.year}-Q{self.number}"

    @property
    def title(self) -> str:
        """Return the quarter as reports name it."""
        return f"{_ROMAN[self.number - 1]} квартал {self.year} года"

    @property
    def first(self) -> date:
        """Return its first day."""
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def last(self) -> date:
        """Return its last day."""
        return self.after.first - timedelta(days=1)

    @property
    def after(self) -> Quarter:
        """Return the next quarter."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def before(self) -> Quarter:
        """Return the quarter before."""
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)

    def due(self, day: int) -> date:
        """Return that day of the month after the quarter, or the last day of a month that is shorter."""
        month = self.after.first
        return month.replace(day=min(day, monthrange(month.year, month.month)[1]))


def quarter_of(day: date) -> Quarter:
    """Return the quarter that a day belongs to."""
    return Quarter(day.year, (day.month - 1) // 3 + 1)


def ended_quarters(day: date) -> tuple[Quarter, ...]:
    """Return the quarters that had ended by a day and are still reported on, newest first."""
    found = [quarter_of(day).before]
    while len(found) < LOOKED_BACK:
        found.append(found[-1].before)
    return tuple(found)


def find_quarter(period: str) -> Quarter | None:
    """Return the quarter that is written so, or None."""
    match = _PERIOD.match(period)
    return Quarter(int(match[1]), int(match[2])) if match else None
