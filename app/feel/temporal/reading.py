"""ISO text to dates, times and durations, as strictly as XML Schema and DMN ask."""

from __future__ import annotations

import datetime as dt
import re

from app.feel.temporal.zones import named_zone, offset_zone
from app.feel.values.calendar import (
    MAX_YEAR,
    AnyDate,
    AnyDateTime,
    AnyTime,
    civil_from_days,
    days_from_civil,
    make_date,
    make_datetime,
    make_time,
)
from app.feel.values.durations import DAY, HOUR, MINUTE, SECOND, DaysDuration, YearsDuration

_DATE = re.compile(r"(-?)([1-9][0-9]{4,8}|[0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,30}))?"
    r"(Z|z|[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?|@[A-Za-z0-9_+/-]{1,60})?"
)
_DAYS = re.compile(
    r"(-?)P(?:([0-9]{1,18})D)?"
    r"(T(?:([0-9]{1,18})H)?(?:([0-9]{1,18})M)?(?:([0-9]{1,18})(?:\.([0-9]{0,30}))?S)?)?"
)
_YEARS = re.compile(r"(-?)P(?:([0-9]{1,18})Y)?(?:([0-9]{1,18})M)?")


def read_date(text: str) -> AnyDate | None:
    """Read `2026-08-15`; None when it is no date."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    sign, year, month, day = found.groups()
    return make_date(-int(year) if sign else int(year), int(month), int(day))


def read_time(text: str) -> AnyTime | None:
    """Read `10:30:00`, with fraction, offset or zone name; None when it is no time."""
    read = _read_clock(text)
    return None if read is None else read[0]


def _read_clock(text: str) -> tuple[AnyTime, bool] | None:
    """Read a time; the flag says that it was 24:00:00, the midnight of the next day."""
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hour, minute, second, fraction, zone_text = found.groups()
    zone = _read_zone(zone_text) if zone_text else None
    if zone_text and zone is None:
        return None
    nano = int(fraction[:9].ljust(9, "0")) if fraction else 0
    next_day = (hour, minute, second, nano) == ("24", "00", "00", 0)
    value = make_time(0 if next_day else int(hour), int(minute), int(second), nano, zone)
    return None if value is None else (value, next_day)


def _read_zone(text: str) -> dt.tzinfo | None:
    if text in ("Z", "z"):
        return dt.UTC
    if text[0] == "@":
        return named_zone(text[1:])
    parts = [int(part) for part in text[1:].split(":")]
    if any(part > 59 for part in parts[1:]):
        return None
    seconds = sum(part * unit for part, unit in zip(parts, (3600, 60, 1), strict=False))
    return offset_zone(-seconds if text[0] == "-" else seconds)


def read_datetime(text: str) -> AnyDateTime | None:
    """Read `2026-08-15T10:30:00`, or a bare date as its midnight; None when it is neither."""
    day_text, separator, clock_text = text.partition("T")
    day = read_date(day_text)
    if day is None:
        return None
    if not separator:
        return make_datetime(day, dt.time(0))
    read = _read_clock(clock_text)
    if read is None:
        return None
    clock, next_day = read
    if next_day:
        moved = make_date(*civil_from_days(days_from_civil(day.year, day.month, day.day) + 1))
        if moved is None:
            return None
        day = moved
    return make_datetime(day, clock)


def read_duration(text: str) -> DaysDuration | YearsDuration | None:
    """Read `P3D`, `PT1H30M`, `P1Y2M`, with a sign before; None when it is no duration."""
    found = _YEARS.fullmatch(text)
    if found is not None and (found[2] or found[3]):
        months = int(found[2] or 0) * 12 + int(found[3] or 0)
        return YearsDuration(-months if found[1] else months) if months < 12 * MAX_YEAR else None
    found = _DAYS.fullmatch(text)
    if found is None:
        return None
    sign, days, clock, hours, minutes, seconds, fraction = found.groups()
    if (days is None and not clock) or clock == "T":
        return None
    nano = int(fraction[:9].ljust(9, "0")) if fraction else 0
    total = int(days or 0) * DAY + int(hours or 0) * HOUR + int(minutes or 0) * MINUTE
    total += int(seconds or 0) * SECOND + nano
    return DaysDuration(-total if sign else total)


def read_literal(text: str) -> AnyDate | AnyTime | AnyDateTime | DaysDuration | YearsDuration | None:
    """Read the text of an `@"…"` literal."""
    value = read_date(text) or read_time(text)
    if value is not None:
        return value
    return (read_datetime(text) if "T" in text else None) or read_duration(text)
