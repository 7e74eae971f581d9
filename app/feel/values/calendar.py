"""Dates and times: Python's own where they fit, wide ones beyond year 9999 or below a microsecond.

Every value has exactly one form: `make_date`, `make_time`, `make_datetime` give Python's type
whenever it can hold the value, so that plain dates stay plain.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

MIN_YEAR = -999_999_999
MAX_YEAR = 999_999_999
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class WideDate:
    """A date whose year Python's date cannot hold."""

    year: int
    month: int
    day: int


@dataclass(frozen=True, slots=True)
class WideTime:
    """A time of day with nanoseconds."""

    hour: int
    minute: int
    second: int
    nanosecond: int
    tzinfo: dt.tzinfo | None = None


@dataclass(frozen=True, slots=True)
class WideDateTime:
    """A date and time whose year or nanoseconds Python's datetime cannot hold."""

    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int
    nanosecond: int
    tzinfo: dt.tzinfo | None = None


AnyDate = dt.date | WideDate
AnyTime = dt.time | WideTime
AnyDateTime = dt.datetime | WideDateTime


def is_leap(year: int) -> bool:
    """Say whether the year of the proleptic Gregorian calendar has 366 days."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    """Give the number of days of a month."""
    return 29 if month == 2 and is_leap(year) else _MONTH_DAYS[month - 1]


def make_date(year: int, month: int, day: int) -> AnyDate | None:
    """Give the date, or None when there is no such day."""
    if not (MIN_YEAR <= year <= MAX_YEAR and 1 <= month <= 12):
        return None
    if not 1 <= day <= days_in_month(year, month):
        return None
    return dt.date(year, month, day) if 1 <= year <= 9999 else WideDate(year, month, day)


def make_time(
    hour: int, minute: int, second: int, nanosecond: int = 0, zone: dt.tzinfo | None = None
) -> AnyTime | None:
    """Give the time of day, or None when there is no such time."""
    if not (0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= second <= 59):
        return None
    if nanosecond % 1000:
        return WideTime(hour, minute, second, nanosecond, zone)
    return dt.time(hour, minute, second, nanosecond // 1000, zone)


def make_datetime(day: AnyDate | AnyDateTime, time: AnyTime | AnyDateTime) -> AnyDateTime:
    """Put a date and a time of day together; the zone is that of the time."""
    nano = nanosecond_of(time)
    if 1 <= day.year <= 9999 and nano % 1000 == 0:
        return dt.datetime(
            day.year, day.month, day.day, time.hour, time.minute, time.second, nano // 1000,
            time.tzinfo,
        )  # fmt: skip
    return WideDateTime(day.year, day.month, day.day, time.hour, time.minute, time.second, nano, time.tzinfo)


def nanosecond_of(value: AnyTime | AnyDateTime) -> int:
    """Give the nanosecond within the second."""
    if isinstance(value, WideTime | WideDateTime):
        return value.nanosecond
    return value.microsecond * 1000


def days_from_civil(year: int, month: int, day: int) -> int:
    """Count the days since 1970-01-01 for any year (proleptic Gregorian calendar)."""
    shifted = year - (month <= 2)
    era, year_of_era = divmod(shifted, 400)
    day_of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    return era * 146_097 + day_of_era - 719_468


def civil_from_days(days: int) -> tuple[int, int, int]:
    """Give year, month, day for a count of days since 1970-01-01."""
    era, day_of_era = divmod(days + 719_468, 146_097)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted_month = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * shifted_month + 2) // 5 + 1
    month = shifted_month + (3 if shifted_month < 10 else -9)
    return year_of_era + era * 400 + (month <= 2), month, day
