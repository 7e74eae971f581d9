"""Values as FEEL text: what `string()` gives and what people read."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

from app.feel.values.calendar import AnyDate, AnyDateTime, AnyTime, nanosecond_of
from app.feel.values.functions import Function
from app.feel.values.kinds import Value, kind_of
from app.feel.values.ranges import Range


def to_text(value: Value, limit: int = 1_000_000) -> str:
    """Write a value the way `string()` does; text stays as it is. Raises OverflowError beyond the limit."""
    return value if isinstance(value, str) else _Writer(limit).write(value)


def nested_text(value: Value) -> str:
    """Write a value inside another one: text is quoted there."""
    return _Writer(1_000_000).inner(value)


class _Writer:
    """One writing; lists may hold one another many times over, so it counts what it has written."""

    def __init__(self, limit: int) -> None:
        self.room = limit

    def inner(self, value: Value) -> str:
        if isinstance(value, str):
            escaped = value.replace("\\", "\\\\").replace('"', '\\"')
            return self._counted(f'"{escaped}"')
        return self.write(value)

    def write(self, value: Value) -> str:
        if isinstance(value, list):
            return self._counted("[]")[0] + ", ".join([self.inner(item) for item in value]) + "]"
        if isinstance(value, dict):
            self._counted("{}")
            return "{" + ", ".join([f"{self._key(k)}: {self.inner(v)}" for k, v in value.items()]) + "}"
        if isinstance(value, Range):
            return self._range(value)
        return self._counted(_scalar(value))

    def _counted(self, text: str) -> str:
        self.room -= len(text)
        if self.room < 0:
            raise OverflowError("text")
        return text

    def _key(self, key: str) -> str:
        plain = key.replace(" ", "").replace("_", "").isalnum()
        return self._counted(key) if plain else self.inner(key)

    def _range(self, value: Range) -> str:
        if value.operator in ("<", "<=", "=", "!="):
            return f"{value.operator}{self.inner(value.high)}"
        if value.operator:
            return f"{value.operator}{self.inner(value.low)}"
        opening = "[" if value.low_included else "("
        closing = "]" if value.high_included else ")"
        return f"{opening}{self.inner(value.low)}..{self.inner(value.high)}{closing}"


def _scalar(value: Value) -> str:
    kind = kind_of(value)
    if kind == "number":
        return number_text(value)
    if kind == "boolean":
        return "true" if value else "false"
    if kind in ("date", "time", "date and time"):
        return temporal_text(value)
    if isinstance(value, Function):
        return f"function({', '.join(value.params)})"
    return "null" if value is None else str(value)


def number_text(value: Decimal) -> str:
    """Write a number without an exponent and without trailing zeros after the point."""
    if not value:
        return "0"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def temporal_text(value: AnyDate | AnyTime | AnyDateTime) -> str:
    """Write a date, a time, or both in ISO form with offset or zone name."""
    if kind_of(value) == "date":
        return _day(value)  # type: ignore[arg-type]
    if kind_of(value) == "time":
        return _clock(value)  # type: ignore[arg-type]
    return f"{_day(value)}T{_clock(value)}"  # type: ignore[arg-type]


def _day(value: AnyDate | AnyDateTime) -> str:
    sign = "-" if value.year < 0 else ""
    return f"{sign}{abs(value.year):04d}-{value.month:02d}-{value.day:02d}"


def _clock(value: AnyTime | AnyDateTime) -> str:
    nano = nanosecond_of(value)
    fraction = f".{nano:09d}".rstrip("0") if nano else ""
    text = f"{value.hour:02d}:{value.minute:02d}:{value.second:02d}{fraction}"
    return text + zone_text(value.tzinfo)


def zone_text(zone: dt.tzinfo | None) -> str:
    """Write a zone: nothing, `Z`, `+03:00` or `@Europe/Moscow`."""
    if zone is None:
        return ""
    if isinstance(zone, ZoneInfo) and zone.key:
        return f"@{zone.key}"
    offset = zone.utcoffset(None)
    if offset is None:
        return ""
    seconds = offset.days * 86_400 + offset.seconds
    if not seconds:
        return "Z"
    hours, rest = divmod(abs(seconds), 3600)
    minutes, second = divmod(rest, 60)
    tail = f":{second:02d}" if second else ""
    return f"{'-' if seconds < 0 else '+'}{hours:02d}:{minutes:02d}{tail}"
