"""Moving the dates of a plan to another year: the last day of a month stays the last day."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def is_month_end(day: date) -> bool:
    """Say whether it is the last day of its month."""
    return day.day == monthrange(day.year, day.month)[1]


def shift_years(day: date, years: int) -> date:
    """Return the same day that many years later; the end of February stays its end in leap and common years."""
    year = day.year + years
    if not 1 <= year <= 9998:
        raise ValueError(f"the year {year} is out of the calendar")
    last = monthrange(year, day.month)[1]
    return date(year, day.month, last if is_month_end(day) else min(day.day, last))
