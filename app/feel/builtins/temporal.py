"""Date and time functions: now, today, day of week and the like, and Camunda's helpers."""

from __future__ import annotations

from decimal import Decimal

from app.feel.builtins.registry import builtin
from app.feel.runtime import Run
from app.feel.values.calendar import (
    AnyDate,
    AnyDateTime,
    days_from_civil,
    days_in_month,
    make_date,
)
from app.feel.values.kinds import Value

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


@builtin("now", "", family="date and time", ru="Дата и время сейчас.", en="The date and time now.")
def now(run: Run) -> Value:
    """Give the moment of the evaluation."""
    return run.now


@builtin("today", "", family="date and time", ru="Сегодняшняя дата.", en="The date today.")
def today(run: Run) -> Value:
    """Give the day of the evaluation."""
    return run.now.date()


def _day_number(day: AnyDate | AnyDateTime) -> int:
    return days_from_civil(day.year, day.month, day.day)


def weekday(day: AnyDate | AnyDateTime) -> int:
    """Give 0 for Monday to 6 for Sunday."""
    return (_day_number(day) + 3) % 7


@builtin("day of week", "date: date/date and time", family="temporal",
         ru="День недели по-английски: Monday … Sunday.", en="The day of the week.")  # fmt: skip
def day_of_week(_: Run, day: AnyDate) -> Value:
    """Name the day of the week."""
    return DAYS[weekday(day)]


@builtin("day of year", "date: date/date and time", family="temporal",
         ru="Номер дня в году.", en="The number of the day in its year.")  # fmt: skip
def day_of_year(_: Run, day: AnyDate) -> Value:
    """Number the day."""
    return Decimal(_day_number(day) - days_from_civil(day.year, 1, 1) + 1)


@builtin("week of year", "date: date/date and time", family="temporal",
         ru="Номер недели в году (ISO).", en="The ISO number of the week.")  # fmt: skip
def week_of_year(_: Run, day: AnyDate) -> Value:
    """Number the ISO week."""
    thursday = _day_number(day) - weekday(day) + 3
    from app.feel.values.calendar import civil_from_days

    year = civil_from_days(thursday)[0]
    return Decimal((thursday - days_from_civil(year, 1, 1)) // 7 + 1)


@builtin("month of year", "date: date/date and time", family="temporal",
         ru="Месяц по-английски: January … December.", en="The month by name.")  # fmt: skip
def month_of_year(_: Run, day: AnyDate) -> Value:
    """Name the month."""
    return MONTHS[day.month - 1]


@builtin("last day of month", "date: date/date and time", family="temporal",
         ru="Последний день месяца этой даты.", en="The last day of its month.")  # fmt: skip
def last_day_of_month(_: Run, day: AnyDate) -> Value:
    """Give the last day of the month."""
    return make_date(day.year, day.month, days_in_month(day.year, day.month))
