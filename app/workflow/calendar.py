"""Working days of Russia: public holidays, moved days off, working Saturdays and the exceptions of an organisation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

import holidays
from holidays.countries.russia import RussiaStaticHolidays

from app.feel import Function

MAX_WORKING_DAYS: Final = 10_000
CALENDAR_FUNCTION_NAMES: Final = ("add working days", "working days between", "next yearly date")
_ONE_DAY: Final = timedelta(days=1)
_FIRST_YEAR: Final = 1992
_MOVED: Final = ("Выходной (перенесено", "выходной (перенесён")
"""How the data of the country begin the name of a moved day off, and how it is said within a sentence."""
_LAST_YEAR: Final = max(RussiaStaticHolidays.special_public_holidays)


class NoCalendar(ValueError):
    """There is no working calendar for this date."""


@dataclass(frozen=True, kw_only=True)
class _Year:
    """Days off of one year with their Russian names, and the weekend days that are worked."""

    off: Mapping[date, str]
    worked: frozenset[date]


@lru_cache(maxsize=256)
def _year(year: int) -> _Year:
    if not _FIRST_YEAR <= year <= 9990:
        raise NoCalendar(f"no working calendar for {year}")
    days = holidays.country_holidays("RU", years=[year], expand=False, language="ru")
    return _Year(off=dict(days.items()), worked=frozenset(day for day in days.weekend_workdays if day.year == year))


@dataclass(frozen=True, kw_only=True)
class WorkingCalendar:
    """The working days of one organisation.

    `days_off` are additional free days with their names (a regional holiday, a school closed by order),
    `working_days` are days that are worked although the country rests; the latter wins. `complete_years` are years
    for which the organisation entered the moved days itself, before the data of the country know them. `notes` are
    words about days that are worked all the same (a shorter day, school holidays).
    """

    days_off: Mapping[date, str] = field(default_factory=dict)
    working_days: frozenset[date] = frozenset()
    complete_years: frozenset[int] = frozenset()
    notes: Mapping[date, str] = field(default_factory=dict)

    @property
    def known_until(self) -> int:
        """Return the last year whose moved days off are published in the data we have."""
        return _LAST_YEAR

    def is_provisional(self, day: date) -> bool:
        """Say whether the moved days off of that year are not known yet: its answers may still change by a day."""
        return day.year > _LAST_YEAR and day.year not in self.complete_years

    def is_working_day(self, day: date) -> bool:
        """Say whether people work on that day; raises NoCalendar outside 1992 to 9990."""
        if day in self.working_days:
            return True
        if day in self.days_off:
            return False
        year = _year(day.year)
        if day in year.worked:
            return True
        return day.weekday() < 5 and day not in year.off

    def holiday_name(self, day: date) -> str:
        """Return why that day is free, in Russian: the holiday, «суббота», «воскресенье», or an empty text."""
        if self.is_working_day(day):
            return ""
        moved = _year(day.year).off.get(day, "").replace(*_MOVED)
        return self.days_off.get(day) or moved or ("", "суббота", "воскресенье")[day.weekday() - 4]

    def add_working_days(self, day: date, count: int) -> date:
        """Return the `count`-th working day after `day` (before it when negative); the day itself is not counted.

        This is how terms run by law: from the next day on. Zero gives the day itself, working or not.
        """
        if abs(count) > MAX_WORKING_DAYS:
            raise NoCalendar(f"{count} working days are too many")
        step = _ONE_DAY if count > 0 else -_ONE_DAY
        left = abs(count)
        while left:
            day = day + step
            left -= self.is_working_day(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Return how many working days lie after `start` up to and including `end`; negative when `end` is earlier.

        `add_working_days(start, working_days_between(start, end))` is `end` for a working day `end`.
        """
        if end < start:
            return -self.working_days_between(end, start)
        if (end - start).days > MAX_WORKING_DAYS * 2:
            raise NoCalendar("the dates are too far apart")
        return sum(self.is_working_day(day) for day in _days(start + _ONE_DAY, end))

    def previous_working_day(self, day: date, *, inclusive: bool = True) -> date:
        """Return the day itself when it is worked (and `inclusive`), else the working day before it."""
        return day if inclusive and self.is_working_day(day) else self.add_working_days(day, -1)

    def next_working_day(self, day: date, *, inclusive: bool = True) -> date:
        """Return the day itself when it is worked (and `inclusive`), else the working day after it."""
        return day if inclusive and self.is_working_day(day) else self.add_working_days(day, 1)

    def with_exceptions(
        self, *, days_off: Mapping[date, str] | None = None, working_days: Iterable[date] = ()
    ) -> WorkingCalendar:
        """Return this calendar with more exceptions: those of the organisation over those of its region."""
        worked = frozenset(working_days)
        free = {**self.days_off, **(days_off or {})}
        return WorkingCalendar(
            days_off={day: name for day, name in free.items() if day not in worked},
            working_days=(self.working_days - frozenset(days_off or {})) | worked,
            complete_years=self.complete_years,
            notes=self.notes,
        )


def _days(start: date, end: date) -> Iterator[date]:
    day = start
    while day <= end:
        yield day
        day += _ONE_DAY


def yearly_date(year: int, month: int, day: int) -> date:
    """Return that day of a year; 29 February becomes the 28th in a common year."""
    if (month, day) == (2, 29):
        try:
            return date(year, 2, 29)
        except ValueError:
            return date(year, 2, 28)
    return date(year, month, day)


def next_yearly_date(month: int, day: int, start: date) -> date:
    """Return the first such date that is not before `start`."""
    this_year = yearly_date(start.year, month, day)
    return this_year if this_year >= start else yearly_date(start.year + 1, month, day)


def feel_functions(calendar: WorkingCalendar) -> Mapping[str, Function]:
    """Return the functions that expressions have beside FEEL, answered by a calendar; a wrong argument gives null."""

    def add(day: date, days: Decimal) -> date | None:
        return calendar.add_working_days(day, int(days)) if days == int(days) else None

    def between(start: date, end: date) -> Decimal:
        return Decimal(calendar.working_days_between(start, end))

    def yearly(text: str, start: date) -> date:
        month, _, day = text.partition("-")
        return next_yearly_date(int(month), int(day), start)

    return {
        "add working days": Function(
            params=("date", "days"),
            callable=_or_null(add),
            types=("date", "number"),
            result="date",
            ru="Дата через столько рабочих дней; день отсчёта не считается.",
            en="The date so many working days later; the day itself is not counted.",
        ),
        "working days between": Function(
            params=("start", "end"),
            callable=_or_null(between),
            types=("date", "date"),
            result="number",
            ru="Сколько рабочих дней после первой даты до второй включительно.",
            en="How many working days lie after the first date up to and including the second.",
        ),
        "next yearly date": Function(
            params=("day", "from"),
            callable=_or_null(yearly),
            types=("string", "date"),
            result="date",
            ru="Ближайшая дата «месяц-день» (например 08-15) не раньше указанной.",
            en="The first such month-day (08-15, say) that is not before the date.",
        ),
    }


def _or_null(answer: Callable[..., Any]) -> Callable[..., Any]:
    """Let a question that has no answer give null, as failures do in FEEL."""

    def asked(*arguments: Any) -> Any:
        try:
            return answer(*arguments)
        except (ValueError, ArithmeticError, TypeError):
            return None

    return asked
