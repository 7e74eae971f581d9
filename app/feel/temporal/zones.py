"""Time zones: offsets and zone names, also for years Python's zone data cannot reach."""

from __future__ import annotations

import datetime as dt
import functools
import zoneinfo

from app.feel.values.calendar import (
    AnyDateTime,
    AnyTime,
    civil_from_days,
    days_from_civil,
    nanosecond_of,
)
from app.feel.values.durations import DAY, HOUR, MINUTE, SECOND

_MAX_OFFSET_SECONDS = 18 * 3600


@functools.cache
def _zone_names() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


@functools.lru_cache(maxsize=1024)
def named_zone(name: str) -> dt.tzinfo | None:
    """Give the zone of that name in the zone data, or None."""
    if name not in _zone_names():
        return None
    return zoneinfo.ZoneInfo(name)


def offset_zone(seconds: int) -> dt.tzinfo | None:
    """Give the fixed offset, or None beyond 18 hours."""
    if abs(seconds) > _MAX_OFFSET_SECONDS:
        return None
    return dt.UTC if not seconds else dt.timezone(dt.timedelta(seconds=seconds))


def clock_nanoseconds(value: AnyTime | AnyDateTime) -> int:
    """Count the nanoseconds since midnight."""
    return value.hour * HOUR + value.minute * MINUTE + value.second * SECOND + nanosecond_of(value)


def local_nanoseconds(value: AnyDateTime) -> int:
    """Count the nanoseconds since 1970-01-01T00:00:00 on the value's own clock."""
    return days_from_civil(value.year, value.month, value.day) * DAY + clock_nanoseconds(value)


def offset_seconds(value: AnyTime | AnyDateTime) -> int | None:
    """Give the offset from UTC in seconds; a named zone on a bare time has its winter offset."""
    zone = value.tzinfo
    if zone is None:
        return None
    fixed = zone.utcoffset(None)
    if fixed is not None:
        return fixed.days * 86_400 + fixed.seconds
    if isinstance(value, dt.datetime):
        return _seconds(value.utcoffset())
    year = getattr(value, "year", None)
    if year is None:
        return _seconds(dt.datetime(2024, 1, 1, tzinfo=zone).utcoffset())
    month, day = getattr(value, "month", 1), getattr(value, "day", 1)
    return zone_offset_at(zone, days_from_civil(year, month, day) * 86_400 + clock_nanoseconds(value) // SECOND)


def zone_offset_at(zone: dt.tzinfo, local_seconds: int) -> int:
    """Give the offset of a zone at a local time, with far years read as a like year in reach."""
    year, month, day = civil_from_days(local_seconds // 86_400)
    # The calendar repeats every 400 years, leap days included.
    if year < 1:
        year = 400 + year % 400
    elif year > 9990:
        year = 9200 + year % 400
    clock = dt.timedelta(seconds=local_seconds % 86_400)
    moment = dt.datetime(year, month, day, tzinfo=zone) + clock
    return _seconds(moment.utcoffset()) or 0


def epoch_nanoseconds(value: AnyDateTime) -> int:
    """Count the nanoseconds since the epoch in UTC; a value without zone counts as UTC."""
    return local_nanoseconds(value) - (offset_seconds(value) or 0) * SECOND


def _seconds(offset: dt.timedelta | None) -> int | None:
    return None if offset is None else offset.days * 86_400 + offset.seconds
