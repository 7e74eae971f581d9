"""Periods in ISO 8601: P5D, P1W, P3M, P1Y."""

from __future__ import annotations

import re
from typing import Final

from dateutil.relativedelta import relativedelta

_PERIOD: Final = re.compile(r"^P(?=\d)(?:(\d{1,2})Y)?(?:(\d{1,3})M)?(?:(\d{1,3})W)?(?:(\d{1,4})D)?$")


def parse_period(text: str) -> relativedelta:
    """Return the period; raises ValueError for anything but whole years, months, weeks and days."""
    match = _PERIOD.match(text)
    if match is None:
        raise ValueError(f"no period: {text[:20]}")
    years, months, weeks, days = (int(group or 0) for group in match.groups())
    return relativedelta(years=years, months=months, weeks=weeks, days=days)
