"""Recurring due dates in the part of RFC 5545 that roadmaps need, always with an end.

The text is read by a strict grammar before dateutil sees it: only FREQ, INTERVAL, BYMONTH, BYMONTHDAY, BYDAY and
UNTIL, only whole days, never more than `MAX_DATES` dates and never beyond `MAX_YEARS` years.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Literal

from dateutil.rrule import DAILY, FR, MO, MONTHLY, SA, SU, TH, TU, WE, WEEKLY, YEARLY, rrule, weekday

from app.roadmaps.policy.shifting import shift_years

MAX_DATES: Final = 5_000
MAX_YEARS: Final = 60
_Frequency = Literal[0, 1, 2, 3]
_FREQUENCIES: Final[dict[str, _Frequency]] = {"DAILY": DAILY, "WEEKLY": WEEKLY, "MONTHLY": MONTHLY, "YEARLY": YEARLY}
_WEEKDAYS: Final = {"MO": MO, "TU": TU, "WE": WE, "TH": TH, "FR": FR, "SA": SA, "SU": SU}
_PART: Final = re.compile(r"^([A-Z]{3,10})=([A-Z0-9,+-]{1,120})$")
_WEEKDAY: Final = re.compile(r"^([+-]?[1-9]\d?)?(MO|TU|WE|TH|FR|SA|SU)$")
_UNTIL: Final = re.compile(r"^(\d{4})(\d{2})(\d{2})$")


class RecurrenceRefused(ValueError):
    """The text of a recurrence is not understood or has no bound."""


@dataclass(frozen=True, kw_only=True)
class Recurrence:
    """A recurrence with whole days; `until` is the last day on which a due date may fall, inclusive."""

    frequency: str
    interval: int = 1
    months: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    weekdays: tuple[str, ...] = ()
    until: date | None = None

    def dates(self, start: date, *, first: date | None = None, last: date | None = None) -> Iterator[date]:
        """Yield the dates from `start` on, at most `MAX_DATES`, those between `first` and `last` (inclusive).

        Raises RecurrenceRefused when nothing bounds the recurrence or a date would lie beyond the calendar.
        """
        end = min((day for day in (self.until, last) if day is not None), default=None)
        if end is None:
            raise RecurrenceRefused("the recurrence has no end")
        if end.year - start.year > MAX_YEARS:
            raise RecurrenceRefused(f"more than {MAX_YEARS} years")
        for number, moment in enumerate(self._rule(start, end)):
            if number >= MAX_DATES:
                raise RecurrenceRefused(f"more than {MAX_DATES} dates")
            day = moment.date()
            if first is None or day >= first:
                yield day

    def _rule(self, start: date, end: date) -> rrule:
        return rrule(
            freq=_FREQUENCIES[self.frequency],
            dtstart=datetime(start.year, start.month, start.day),  # noqa: DTZ001 - whole days have no zone
            interval=self.interval,
            bymonth=self.months or None,
            bymonthday=self.month_days or None,
            byweekday=[_weekday(text) for text in self.weekdays] or None,
            until=datetime(end.year, end.month, end.day),  # noqa: DTZ001
        )

    def shifted(self, years: int) -> Recurrence:
        """Return the same recurrence that many years later."""
        return replace(self, until=self.until and shift_years(self.until, years))

    def __str__(self) -> str:
        """Return the text of RFC 5545."""
        parts = [f"FREQ={self.frequency}"]
        if self.interval != 1:
            parts.append(f"INTERVAL={self.interval}")
        for name, values in (("BYMONTH", self.months), ("BYMONTHDAY", self.month_days), ("BYDAY", self.weekdays)):
            if values:
                parts.append(f"{name}={','.join(str(value) for value in values)}")
        if self.until:
            parts.append(f"UNTIL={self.until:%Y%m%d}")
        return ";".join(parts)


def parse_recurrence(text: str) -> Recurrence:
    """Read the text of a recurrence; raises RecurrenceRefused that names what is wrong."""
    values: dict[str, str] = {}
    for part in text.strip().removeprefix("RRULE:").split(";"):
        match = _PART.match(part)
        if match is None or match[1] in values or (match[1] not in _READERS and match[1] != "FREQ"):
            raise RecurrenceRefused(f"not understood: {part[:60]}")
        values[match[1]] = match[2]
    frequency = values.pop("FREQ", "")
    if frequency not in _FREQUENCIES:
        raise RecurrenceRefused(f"unknown frequency {frequency or '(none)'}")
    recurrence = Recurrence(frequency=frequency)
    for name, value in values.items():
        recurrence = _READERS[name](recurrence, value)
    return recurrence


def _numbers(value: str, low: int, high: int) -> tuple[int, ...]:
    try:
        found = tuple(int(item) for item in value.split(","))
    except ValueError as error:
        raise RecurrenceRefused(f"no numbers: {value[:60]}") from error
    if not all(low <= number <= high and number for number in found):
        raise RecurrenceRefused(f"out of range: {value[:60]}")
    return found


def _weekday(text: str) -> weekday:
    match = _WEEKDAY.match(text)
    if match is None:
        raise RecurrenceRefused(f"no weekday: {text[:10]}")
    return _WEEKDAYS[match[2]](int(match[1])) if match[1] else _WEEKDAYS[match[2]]


def _weekdays(recurrence: Recurrence, value: str) -> Recurrence:
    found = tuple(value.split(","))
    for text in found:
        _weekday(text)
    return replace(recurrence, weekdays=found)


def _until(recurrence: Recurrence, value: str) -> Recurrence:
    match = _UNTIL.match(value)
    try:
        return replace(recurrence, until=date(*(int(group) for group in match.groups())) if match else _no_date(value))
    except ValueError as error:
        raise RecurrenceRefused(f"no date: {value[:20]}") from error


def _no_date(value: str) -> date:
    raise RecurrenceRefused(f"no date: {value[:20]}")


_READERS: Final[dict[str, Callable[[Recurrence, str], Recurrence]]] = {
    "INTERVAL": lambda rule, text: replace(rule, interval=_numbers(text, 1, 1000)[0]),
    "BYMONTH": lambda rule, text: replace(rule, months=_numbers(text, 1, 12)),
    "BYMONTHDAY": lambda rule, text: replace(rule, month_days=_numbers(text, -31, 31)),
    "BYDAY": _weekdays,
    "UNTIL": _until,
}
