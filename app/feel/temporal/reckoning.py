"""Adding durations to dates and times, and taking one from another."""

from __future__ import annotations

import datetime as dt

from app.feel.temporal.zones import (
    clock_nanoseconds,
    epoch_nanoseconds,
    local_nanoseconds,
    offset_seconds,
    zone_offset_at,
)
from app.feel.values.calendar import (
    AnyDate,
    AnyDateTime,
    AnyTime,
    civil_from_days,
    days_from_civil,
    days_in_month,
    make_date,
    make_datetime,
    make_time,
)
from app.feel.values.durations import DAY, HOUR, MINUTE, SECOND, DaysDuration


def date_plus_nanoseconds(day: AnyDate, nanoseconds: int) -> AnyDate | None:
    """Move a date by a duration counted from its midnight; hours that fill no day fall off."""
    moved = days_from_civil(day.year, day.month, day.day) + nanoseconds // DAY
    return make_date(*civil_from_days(moved))


def date_plus_months(day: AnyDate, months: int) -> AnyDate | None:
    """Move a date by months; a day the month lacks becomes its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return make_date(year, month + 1, min(day.day, days_in_month(year, month + 1)))


def datetime_plus_nanoseconds(moment: AnyDateTime, nanoseconds: int) -> AnyDateTime | None:
    """Move a moment in time; a zoned one keeps its zone."""
    zone = moment.tzinfo
    if zone is None or zone.utcoffset(None) is not None:
        return datetime_from_local(local_nanoseconds(moment) + nanoseconds, zone)
    instant = epoch_nanoseconds(moment) + nanoseconds
    offset = zone_offset_at(zone, instant // SECOND + (offset_seconds(moment) or 0))
    return datetime_from_local(instant + offset * SECOND, zone)


def datetime_from_local(nanoseconds: int, zone: dt.tzinfo | None) -> AnyDateTime | None:
    """Give the date and time for nanoseconds since 1970-01-01T00:00:00 on its own clock."""
    days, clock = divmod(nanoseconds, DAY)
    day = make_date(*civil_from_days(days))
    if day is None:
        return None
    time = time_from_nanoseconds(clock, zone)
    return make_datetime(day, time)


def datetime_plus_months(moment: AnyDateTime, months: int) -> AnyDateTime | None:
    """Move a date and time by months, keeping its clock."""
    day = date_plus_months(moment, months)  # type: ignore[arg-type]
    return None if day is None else make_datetime(day, moment)


def time_plus_nanoseconds(time: AnyTime, nanoseconds: int) -> AnyTime:
    """Move a time of day round the clock."""
    return time_from_nanoseconds((clock_nanoseconds(time) + nanoseconds) % DAY, time.tzinfo)


def time_from_nanoseconds(nanoseconds: int, zone: dt.tzinfo | None) -> AnyTime:
    """Give the time of day for nanoseconds since midnight."""
    hour, rest = divmod(nanoseconds, HOUR)
    minute, rest = divmod(rest, MINUTE)
    second, nano = divmod(rest, SECOND)
    time = make_time(hour, minute, second, nano, zone)
    if time is None:
        raise ValueError("nanoseconds beyond a day")
    return time


def dates_apart(left: AnyDate, right: AnyDate) -> DaysDuration:
    """Give left minus right in whole days."""
    days = days_from_civil(left.year, left.month, left.day)
    return DaysDuration((days - days_from_civil(right.year, right.month, right.day)) * DAY)


def moments_apart(left: AnyDateTime, right: AnyDateTime) -> DaysDuration | None:
    """Give left minus right; None when only one of them has a zone."""
    if (left.tzinfo is None) != (right.tzinfo is None):
        return None
    return DaysDuration(epoch_nanoseconds(left) - epoch_nanoseconds(right))


def times_apart(left: AnyTime, right: AnyTime) -> DaysDuration | None:
    """Give left minus right; None when only one of them has a zone."""
    if (left.tzinfo is None) != (right.tzinfo is None):
        return None
    return DaysDuration(time_key(left) - time_key(right))


def time_key(time: AnyTime) -> int:
    """Give what orders times: nanoseconds since midnight UTC, zoneless ones as they are."""
    return clock_nanoseconds(time) - (offset_seconds(time) or 0) * SECOND


def midnight_utc(day: AnyDate) -> AnyDateTime:
    """Give the UTC midnight of a date, which is how DMN sees a date beside a zoned moment."""
    return make_datetime(day, dt.time(0, tzinfo=dt.UTC))
