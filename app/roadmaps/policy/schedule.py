"""The schedule of a measure and its due dates. Pure: no clock, no database.

A due date is a legal one: the last day on which the measure can be done in time, inclusive, whether anybody works on
it or not. The safe day is the last working day not after it. Where a document gives no date (its own schedule of an
outside organiser, a request, an open end, an unreadable cell) there is none until the owner of the plan fills it in:
nothing is invented.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

from dateutil.relativedelta import relativedelta

from app.roadmaps.policy.periods import parse_period
from app.roadmaps.policy.recurrence import Recurrence, parse_recurrence
from app.roadmaps.policy.shifting import shift_years

DEFAULT_LEAD: Final = relativedelta(days=30)
"""How long before its due date a measure opens when the document prints no start."""


class ScheduleKind(StrEnum):
    """How a document prints a deadline (the kinds of the measures of the five documents)."""

    BY_DATE = "by-date"
    ON_DATE = "on-date"
    MONTH = "month"
    MONTH_WINDOW = "month-window"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"
    MULTI_YEAR = "multi-year"
    EXACT_WINDOW = "exact-window"
    WEEKLY = "recurring-weekly"
    MONTHLY = "recurring-monthly"
    QUARTERLY = "recurring-quarterly"
    HALF_YEARLY = "recurring-half-yearly"
    YEARLY = "recurring-yearly"
    ON_DEMAND = "on-demand"
    EXTERNAL = "external-schedule"
    OPEN_ENDED = "open-ended"
    INHERITED = "inherited"
    LOST = "lost"


WITHOUT_DATES: Final = frozenset(
    {ScheduleKind.ON_DEMAND, ScheduleKind.EXTERNAL, ScheduleKind.OPEN_ENDED, ScheduleKind.LOST}
)


@dataclass(frozen=True, kw_only=True)
class Occurrence:
    """One time that a measure is due: it opens on `opens`, its legal last day is `due`."""

    opens: date
    due: date


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """When a measure is due. `start` and `end` frame it; `filled` are dates that the owner of the plan entered."""

    kind: ScheduleKind
    start: date | None = None
    end: date | None = None
    recurrence: Recurrence | None = None
    first_due: date | None = None
    lead: relativedelta | None = None
    control_points: tuple[date, ...] = ()
    on_demand: bool = False
    trigger: str = ""
    filled: tuple[date, ...] = ()

    @property
    def has_own_dates(self) -> bool:
        """Say whether the document itself gives dates."""
        return self.recurrence is not None or self.kind not in WITHOUT_DATES

    def due_dates(self, first: date | None = None, last: date | None = None) -> list[date]:
        """Return the due dates from `first` to `last` (inclusive), ordered, none twice; all without bounds."""
        return sorted(
            day
            for day in {*self._own_dates(last), *self.filled}
            if (first is None or day >= first) and (last is None or day <= last)
        )

    def _own_dates(self, last: date | None) -> Iterator[date]:
        if self.recurrence is not None:
            start = self.first_due or self.start
            if start is not None:
                yield from self.recurrence.dates(start, last=last)
        elif self.kind not in WITHOUT_DATES:
            yield from self.control_points
            if self.end is not None:
                yield self.end

    def occurrences(self, first: date | None = None, last: date | None = None) -> list[Occurrence]:
        """Return when the measure opens and is due, for the due dates from `first` to `last` (inclusive)."""
        return [Occurrence(opens=self.opens_on(due), due=due) for due in self.due_dates(first, last)]

    def opens_on(self, due: date) -> date:
        """Return the day on which work towards a due date begins: printed, by the recurrence, or 30 days before."""
        if self.lead is not None:
            return _period_start(due, self.lead)
        if self.start is not None and self.recurrence is None and not self.control_points and due not in self.filled:
            return min(self.start, due)
        return due - DEFAULT_LEAD

    def opens_before_filled(self, due: date) -> date:
        """Return the day on which work towards a date begins that the owner of the plan filled in."""
        return _period_start(due, self.lead) if self.lead is not None else due - DEFAULT_LEAD

    def shifted(self, years: int) -> Schedule:
        """Return the schedule that many years later; a weekly one keeps its weekday."""
        moved = replace(
            self,
            start=self.start and shift_years(self.start, years),
            end=self.end and shift_years(self.end, years),
            recurrence=self.recurrence and self.recurrence.shifted(years),
            first_due=self.first_due and shift_years(self.first_due, years),
            control_points=tuple(shift_years(day, years) for day in self.control_points),
            filled=(),
        )
        if self.recurrence is None or not self.recurrence.weekdays or self.first_due is None:
            return moved
        begin = shift_years(self.start or self.first_due, years)
        return replace(moved, first_due=next(self.recurrence.shifted(years).dates(begin), begin))


def _period_start(due: date, lead: relativedelta) -> date:
    """Return the first day of the period that ends with `due`: P1M before 31 March is 1 March, not 28 February."""
    return due + timedelta(days=1) - lead if not lead.days else due - lead


@lru_cache(maxsize=4_096)
def _day(text: str) -> date:
    return date.fromisoformat(text)


def read_schedule(data: Mapping[str, Any], *, filled: Iterable[date] = ()) -> Schedule:
    """Return the schedule that a plan file or a row holds; raises ValueError when something in it is not understood."""
    lead = data.get("opens_before_due")
    rule = data.get("rrule")
    return Schedule(
        kind=ScheduleKind(data["type"]),
        start=_day(data["start"]) if data.get("start") else None,
        end=_day(data["end"]) if data.get("end") else None,
        recurrence=parse_recurrence(rule) if rule else None,
        first_due=_day(data["dtstart"]) if data.get("dtstart") else None,
        lead=parse_period(lead) if lead else None,
        control_points=tuple(_day(text) for text in data.get("control_points", ())),
        on_demand=bool(data.get("on_demand")),
        trigger=str(data.get("trigger") or ""),
        filled=tuple(filled),
    )
