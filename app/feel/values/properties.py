"""What `.name` gives on dates, times, durations and ranges."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from app.feel.values.calendar import days_from_civil, nanosecond_of
from app.feel.values.durations import DaysDuration
from app.feel.values.kinds import KINDS, Value

MISSING: Any = object()
_Read = Callable[[Any], Value]


def _weekday(value: Any) -> Decimal:
    return Decimal((days_from_civil(value.year, value.month, value.day) + 3) % 7 + 1)


def _second(value: Any) -> Decimal:
    return Decimal(value.second)


def _offset(value: Any) -> Value:
    from app.feel.temporal.zones import offset_seconds

    seconds = offset_seconds(value)
    return None if seconds is None else DaysDuration(seconds * 1_000_000_000)


def _zone(value: Any) -> Value:
    return value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None


def _number(name: str) -> _Read:
    return lambda value: Decimal(getattr(value, name))


def _part(index: int) -> _Read:
    def read(value: Any) -> Value:
        parts = value.parts()
        return Decimal(parts[0] * parts[index])

    return read


def _seconds_part(value: Any) -> Value:
    sign, _, _, _, seconds, nanos = value.parts()
    return sign * (Decimal(seconds) + Decimal(nanos).scaleb(-9)).normalize() + 0


_DAY: dict[str, _Read] = {
    "year": _number("year"),
    "month": _number("month"),
    "day": _number("day"),
    "weekday": _weekday,
}
_CLOCK: dict[str, _Read] = {
    "hour": _number("hour"),
    "minute": _number("minute"),
    "second": _second,
    "nanosecond": lambda value: Decimal(nanosecond_of(value)),
    "time offset": _offset,
    "timezone": _zone,
}
PROPERTIES: dict[str, dict[str, _Read]] = {
    "date": _DAY,
    "time": _CLOCK,
    "date and time": {**_DAY, **_CLOCK},
    "days and time duration": {
        "days": _part(1),
        "hours": _part(2),
        "minutes": _part(3),
        "seconds": _seconds_part,
    },
    "years and months duration": {"years": _part(1), "months": _part(2)},
    "range": {
        "start": lambda value: value.low,
        "end": lambda value: value.high,
        "start included": lambda value: value.low_included,
        "end included": lambda value: value.high_included,
    },
}


def property_of(value: Value, name: str) -> Value:
    """Give a property of a value, or MISSING."""
    read = PROPERTIES.get(KINDS[type(value)], {}).get(name)
    return MISSING if read is None else read(value)
