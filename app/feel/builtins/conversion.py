"""Conversion functions: string, number, date, time, date and time, durations."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from app.feel.builtins.registry import builtin
from app.feel.runtime import Run
from app.feel.temporal import reading, reckoning
from app.feel.temporal.zones import offset_zone
from app.feel.values.calendar import AnyDate, AnyDateTime, AnyTime, make_date, make_datetime, make_time
from app.feel.values.durations import SECOND, DaysDuration, YearsDuration
from app.feel.values.intake import NUMBERS
from app.feel.values.kinds import Value, kind_of
from app.feel.values.text import to_text

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?")


@builtin("string", "from: Any", family="conversion", null_answers=True,
         ru="Превращает значение в текст.", en="Turns a value into text.")  # fmt: skip
def string(run: Run, value: Value) -> Value:
    """Write a value as text; null stays null."""
    if value is None:
        return None
    limit = run.budget.text
    try:
        text = to_text(value, limit)
    except OverflowError:
        text = ""
        run.allow_text(limit + 1)
    run.allow_text(len(text))
    return text


@builtin("number", "from: string", family="conversion",
         ru="Превращает текст в число.", en="Turns text into a number.")  # fmt: skip
def number(_: Run, text: str) -> Value:
    """Read a plain number."""
    return _read_number(text.strip())


@builtin("number", "from: string, grouping separator: string?, decimal separator?: string?")
def number_with(_: Run, text: str, grouping: str | None, point: str | None) -> Value:
    """Read a number with separators of groups (blank, comma, point) and of the fraction."""
    if grouping not in (None, " ", ",", ".") or point not in (None, ",", "."):
        return None
    if grouping is not None and grouping == point:
        return None
    if grouping:
        text = text.replace(grouping, "")
    if point and point != ".":
        if "." in text:
            return None
        text = text.replace(point, ".")
    return _read_number(text)


def _read_number(text: str) -> Decimal | None:
    if _NUMBER.fullmatch(text) is None or len(text) > 1000:
        return None
    value = NUMBERS.create_decimal(text)
    return value if value.is_finite() else None


@builtin("date", "from: string/date/date and time", family="conversion",
         ru="Дата из текста «2026-08-15», из даты и времени или из года, месяца, дня.",
         en="A date from text, from a date and time, or from year, month, day.")  # fmt: skip
def date_from(_: Run, value: Value) -> Value:
    """Read or cut out a date."""
    kind = kind_of(value)
    if kind == "string":
        return reading.read_date(value)
    return value if kind == "date" else make_date(value.year, value.month, value.day)


@builtin("date", "year: number, month: number, day: number")
def date_of(_: Run, year: Decimal, month: Decimal, day: Decimal) -> Value:
    """Put a date together."""
    parts = [whole(part) for part in (year, month, day)]
    return None if None in parts else make_date(*parts)  # type: ignore[arg-type]


def whole(value: Decimal, limit: int = 10**12) -> int | None:
    """Give a number cut to a whole one, or None when it is beyond the limit."""
    return int(value) if abs(value) < limit else None


@builtin("time", "from: string/time/date and time", family="conversion",
         ru="Время из текста «10:30:00», из даты и времени или из часов, минут, секунд.",
         en="A time from text, from a date and time, or from its parts.")  # fmt: skip
def time_from(_: Run, value: Value) -> Value:
    """Read or cut out a time."""
    kind = kind_of(value)
    if kind == "string":
        return reading.read_time(value)
    if kind == "time":
        return value
    from app.feel.values.calendar import nanosecond_of

    return make_time(value.hour, value.minute, value.second, nanosecond_of(value), value.tzinfo)


@builtin("time", "from: date")
def time_of_date(_: Run, value: AnyDate) -> Value:
    """Give the UTC midnight."""
    return dt.time(0, tzinfo=dt.UTC)


@builtin("time", "hour: number, minute: number, second: number, offset?: days and time duration?")
def time_of(_: Run, hour: Decimal, minute: Decimal, second: Decimal, offset: DaysDuration | None) -> Value:
    """Put a time together; the second may have a fraction."""
    hours, minutes, seconds = whole(hour), whole(minute), whole(second)
    if hours is None or minutes is None or seconds is None or second < 0:
        return None
    zone = None if offset is None else offset_zone(int(offset.nanoseconds / SECOND))
    if offset is not None and zone is None:
        return None
    nano = int((second - seconds) * SECOND)
    return make_time(hours, minutes, seconds, nano, zone)


@builtin("date and time", "from: string/date/date and time", family="conversion",
         ru="Дата и время из текста «2026-08-15T10:30:00» или из даты и времени отдельно.",
         en="A date and time from text or from a date and a time.")  # fmt: skip
def moment_from(_: Run, value: Value) -> Value:
    """Read a date and time; a bare date becomes its midnight."""
    if kind_of(value) == "string":
        return reading.read_datetime(value)
    return value if kind_of(value) == "date and time" else reckoning.midnight_utc(value)


@builtin("date and time", "date: date/date and time, time: time")
def moment_of(_: Run, day: AnyDate | AnyDateTime, time: AnyTime) -> Value:
    """Put a date and a time together."""
    return make_datetime(day, time)


@builtin("duration", "from: string/days and time duration/years and months duration",
         family="conversion", ru="Срок из текста: P3D (3 дня), PT2H (2 часа), P1Y6M.",
         en="A duration from text: P3D, PT2H, P1Y6M.")  # fmt: skip
def duration(_: Run, value: Value) -> Value:
    """Read a duration."""
    return reading.read_duration(value) if isinstance(value, str) else value


@builtin("years and months duration", "from: date/date and time, to: date/date and time",
         family="conversion", ru="Сколько полных лет и месяцев прошло между датами.",
         en="Whole years and months from one date to another.")  # fmt: skip
def years_between(_: Run, start: AnyDate | AnyDateTime, end: AnyDate | AnyDateTime) -> Value:
    """Count whole months between two days, cut toward zero; the time of day does not count."""
    if _day(end) < _day(start):
        return YearsDuration(-_months(end, start))
    return YearsDuration(_months(start, end))


def _day(value: AnyDate | AnyDateTime) -> tuple[int, int, int]:
    return value.year, value.month, value.day


def _months(start: AnyDate | AnyDateTime, end: AnyDate | AnyDateTime) -> int:
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (end.day < start.day)
