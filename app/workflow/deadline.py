"""Deadlines of user tasks: the text of `soglas:deadline` made into a date.

A deadline is one of

    none
    after 5 working days        the fifth working day after the task opened (the day of opening is not counted)
    after =setting working days the number comes from an expression
    after 10 days               calendar days;  `after P10D`, `after P2W`, `after P1M`, `after P1Y` as in ISO 8601
    date 2026-08-15             a fixed date;   `date =expression` gives a date, a date and time, or its text
    yearly 08-15                the next 15 August

each optionally followed by `roll previous`, `roll next` or `roll none` (the default): where the date goes when nobody
works on it. Without a roll the printed date stays the legal one and the working day before it is shown as the safe one.

`yearly 08-15` opened on 15 August still means today; opened from 16 August on it means the next year's date.
`yearly 08-15 late` keeps the date that has just passed until the end of the calendar year, and `yearly 08-15 late 30d`
for 30 days after it: such a task opens already overdue and is marked late instead of getting a year's time. With
`roll next` the rolled date counts as the date of that year.

Every date is inclusive: «не позднее 15 августа включительно» ends with that day in the time zone of the organisation.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from app.workflow.calendar import MAX_WORKING_DAYS, WorkingCalendar, yearly_date

Evaluate = Callable[[str], object]

_ROLL = re.compile(r"^(?P<body>.*?)\s+roll\s+(?P<roll>previous|next|none)$", re.DOTALL)
_WORKING = re.compile(r"^(?P<amount>\d{1,4}|=.+?)\s+working\s+days?$", re.DOTALL)
_CALENDAR_DAYS = re.compile(r"^(?P<amount>\d{1,4}|=.+?)\s+(?:calendar\s+)?days?$", re.DOTALL)
_DURATION = re.compile(r"^P(?=\d)(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?$")
_YEARLY = re.compile(r"^(?P<month>\d\d)-(?P<day>\d\d)(?P<late>\s+late(?:\s+(?P<days>\d{1,3})d)?)?$")


class DeadlineRefused(ValueError):
    """The text of a deadline, reminder or escalation is not understood."""

    def __init__(self, ru: str, en: str) -> None:
        super().__init__(en)
        self.ru = ru
        self.en = en


class DeadlineUnknown(DeadlineRefused):
    """The expression of a deadline gave nothing that can be a date or a number of days."""


class DeadlineKind(StrEnum):
    """How the date is found."""

    NONE = "none"
    WORKING_DAYS = "working days"
    DAYS = "days"
    PERIOD = "period"
    DATE = "date"
    YEARLY = "yearly"


class Roll(StrEnum):
    """Where a date goes that falls on a non-working day."""

    NONE = "none"
    PREVIOUS = "previous"
    NEXT = "next"


@dataclass(frozen=True, kw_only=True)
class DueDate:
    """When a task has to be done.

    `legal` is the last day, inclusive. `safe` is the last working day not after it. `printed` is the date before
    rolling. `provisional_year` names a year whose moved days off are not published yet, when the date depends on it.
    """

    legal: date
    safe: date
    printed: date
    provisional_year: int | None = None

    @property
    def is_rolled(self) -> bool:
        """Say whether the printed date fell on a free day and was moved."""
        return self.legal != self.printed


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """A deadline as it was written; `amount` and `fixed` may be expressions (they start with `=`)."""

    text: str
    kind: DeadlineKind
    amount: str = ""
    fixed: str = ""
    period: tuple[int, int, int] = (0, 0, 0)
    month: int = 0
    day: int = 0
    late_days: int | None = None
    roll: Roll = Roll.NONE

    @property
    def expression(self) -> str:
        """Return the expression inside (without `=`), or an empty text."""
        return next((text[1:].strip() for text in (self.amount, self.fixed) if text.startswith("=")), "")

    def due(
        self, opened_on: date, calendar: WorkingCalendar, evaluate: Evaluate | None = None, *, tz: tzinfo | None = None
    ) -> DueDate | None:
        """Return the due date of a task opened on that day, None for `none`; raises DeadlineUnknown, NoCalendar.

        `evaluate` gets the text of an expression without its `=`; `tz` turns a date and time into a date.
        """
        match self.kind:
            case DeadlineKind.NONE:
                return None
            case DeadlineKind.WORKING_DAYS:
                days = self._number(evaluate)
                return self._finish(calendar.add_working_days(opened_on, days), opened_on, calendar, counted=True)
            case DeadlineKind.DAYS:
                return self._finish(_later(opened_on, timedelta(days=self._number(evaluate))), opened_on, calendar)
            case DeadlineKind.PERIOD:
                years, months, days = self.period
                return self._finish(
                    _later(opened_on, relativedelta(years=years, months=months, days=days)), opened_on, calendar
                )
            case DeadlineKind.DATE:
                return self._finish(self._date(evaluate, tz), opened_on, calendar)
            case DeadlineKind.YEARLY:
                return self._yearly(opened_on, calendar)

    def _yearly(self, opened_on: date, calendar: WorkingCalendar) -> DueDate:
        for year in (opened_on.year - 1, opened_on.year):
            found = self._finish(yearly_date(year, self.month, self.day), opened_on, calendar)
            last = max(found.legal, found.printed)
            if opened_on <= last and year == opened_on.year:
                return found
            if self.late_days is not None and opened_on > last:
                within_year = self.late_days == 0 and year == opened_on.year
                if within_year or (opened_on - last).days <= self.late_days:
                    return found
        return self._finish(yearly_date(opened_on.year + 1, self.month, self.day), opened_on, calendar)

    def _number(self, evaluate: Evaluate | None) -> int:
        if not self.amount.startswith("="):
            return int(self.amount)
        value = _evaluated(self.expression, evaluate)
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            raise DeadlineUnknown(
                f"выражение срока «{self.expression}» не дало числа дней",
                f'the expression "{self.expression}" of the deadline gave no number of days',
            )
        if value != int(value) or not 0 <= value <= MAX_WORKING_DAYS:
            raise DeadlineUnknown(
                f"число дней срока должно быть целым и неотрицательным, получено {value}",
                f"the number of days must be whole and not negative, got {value}",
            )
        return int(value)

    def _date(self, evaluate: Evaluate | None, tz: tzinfo | None) -> date:
        if not self.fixed.startswith("="):
            return date.fromisoformat(self.fixed)
        value = _evaluated(self.expression, evaluate)
        if isinstance(value, str):
            value = _from_text(value)
        if isinstance(value, datetime):
            return (value.astimezone(tz) if tz and value.tzinfo else value).date()
        if isinstance(value, date):
            return value
        raise DeadlineUnknown(
            f"выражение срока «{self.expression}» не дало даты",
            f'the expression "{self.expression}" of the deadline gave no date',
        )

    def _finish(self, printed: date, opened_on: date, calendar: WorkingCalendar, *, counted: bool = False) -> DueDate:
        """Roll a date and find the safe day; a count of working days depends on every day it passed."""
        legal = printed
        if self.roll is Roll.NEXT:
            legal = calendar.next_working_day(printed)
        elif self.roll is Roll.PREVIOUS:
            legal = calendar.previous_working_day(printed)
        safe = calendar.previous_working_day(legal)
        first = opened_on if counted else min(printed, safe)
        unknown = [
            year
            for year in range(first.year, max(printed, legal).year + 1)
            if calendar.is_provisional(date(year, 1, 1))
        ]
        return DueDate(legal=legal, safe=safe, printed=printed, provisional_year=unknown[0] if unknown else None)


def parse_deadline(text: str) -> Deadline:
    """Return the deadline of this text (an empty one means `none`); raises DeadlineRefused."""
    body = " ".join(text.split()) if '"' not in text else text.strip()
    roll = Roll.NONE
    if rolled := _ROLL.match(body):
        body, roll = rolled["body"].strip(), Roll(rolled["roll"])
    word, _, rest = body.partition(" ")
    rest = rest.strip()
    if body in {"", "none"}:
        return Deadline(text=text, kind=DeadlineKind.NONE)
    if word == "after" and rest:
        return _after(text, rest, roll)
    if word == "yearly":
        return _yearly_of(text, rest, roll)
    if word == "date" and rest:
        if not rest.startswith("="):
            if not isinstance(_from_text(rest), date):
                raise _not_understood(text)
            rest = rest[:10]
        elif not rest[1:].strip():
            raise _not_understood(text)
        return Deadline(text=text, kind=DeadlineKind.DATE, fixed=rest, roll=roll)
    raise _not_understood(text)


def _after(text: str, rest: str, roll: Roll) -> Deadline:
    if match := _WORKING.match(rest):
        return Deadline(text=text, kind=DeadlineKind.WORKING_DAYS, amount=match["amount"], roll=roll)
    if match := _CALENDAR_DAYS.match(rest):
        return Deadline(text=text, kind=DeadlineKind.DAYS, amount=match["amount"], roll=roll)
    if match := _DURATION.match(rest):
        years, months, weeks, days = (int(part or 0) for part in match.groups())
        return Deadline(text=text, kind=DeadlineKind.PERIOD, period=(years, months, weeks * 7 + days), roll=roll)
    raise _not_understood(text)


def _yearly_of(text: str, rest: str, roll: Roll) -> Deadline:
    match = _YEARLY.match(rest)
    if match is None:
        raise _not_understood(text)
    month, day = int(match["month"]), int(match["day"])
    try:
        date(2024, month, day)
    except ValueError:
        raise DeadlineRefused(f"такого дня нет в году: {rest}", f"there is no such day in a year: {rest}") from None
    late = None if match["late"] is None else int(match["days"] or 0)
    return Deadline(text=text, kind=DeadlineKind.YEARLY, month=month, day=day, late_days=late, roll=roll)


def _not_understood(text: str) -> DeadlineRefused:
    return DeadlineRefused(
        f"срок «{text}» не понятен; пример: after 5 working days, after P10D, yearly 08-15, date =выражение, none",
        f'the deadline "{text}" is not understood; examples: after 5 working days, after P10D, yearly 08-15,'
        " date =expression, none",
    )


def _evaluated(expression: str, evaluate: Evaluate | None) -> object:
    if evaluate is None:
        raise DeadlineUnknown(
            f"срок зависит от выражения «{expression}»", f'the deadline depends on the expression "{expression}"'
        )
    return evaluate(expression)


def _from_text(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text) if len(text) > 10 else date.fromisoformat(text)
    except ValueError:
        return None


def _later(day: date, by: timedelta | relativedelta) -> date:
    """Add calendar time; 31 January and a month is the last day of February."""
    try:
        return day + by
    except (OverflowError, ValueError):
        raise DeadlineUnknown("срок слишком велик", "the deadline is too far away") from None


def due_at(due: DueDate, tz: tzinfo) -> datetime:
    """Return the last second of the legal day in that time zone, as UTC: overdue is everything after it."""
    return datetime.combine(due.legal, time(23, 59, 59), tzinfo=tz).astimezone(UTC)
