"""The working calendar of an organisation: the state's, with the exceptions of everything above it and its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from sqlalchemy import select

from app.foundation.database import db
from app.organisation.models import CalendarException, CalendarYear, DayKind
from app.organisation.queries.tree import DayException, Tree, current_tree
from app.workflow.calendar import WorkingCalendar

WARN_FROM: Final = 11
"""The month from which on the calendar of the next year is asked for."""


def list_exceptions(organisation_id: int) -> list[CalendarException]:
    """Return the exceptions that the organisation itself declares, by day."""
    query = select(CalendarException).where(CalendarException.organisation_id == organisation_id)
    return list(db.session.scalars(query.order_by(CalendarException.day)))


def working_calendar_of(organisation_id: int | None) -> WorkingCalendar:
    """Return the calendar; a nearer organisation's exception wins over one from above for the same day."""
    if organisation_id is None:
        return WorkingCalendar()
    tree = current_tree()

    def made() -> WorkingCalendar:
        return _calendar(_exceptions_of(tree, organisation_id), _years_of(tree, organisation_id))

    return tree.remember("calendar", organisation_id, made)


def days_late(organisation_id: int | None, due: date, until: date) -> int:
    """Return by how many working days a day is later than the due one: at least one when it is later at all, else 0."""
    if until <= due:
        return 0
    return max(working_calendar_of(organisation_id).working_days_between(due, until), 1)


def find_missing_year(organisation_id: int | None, on: date) -> int | None:
    """Return the next year when its calendar is not known yet although November has come, else None."""
    if on.month < WARN_FROM:
        return None
    missing = working_calendar_of(organisation_id).is_provisional(date(on.year + 1, 1, 15))
    return on.year + 1 if missing else None


@dataclass(frozen=True, kw_only=True)
class CalendarPage:
    """One year of an organisation: its own days, those from above, how many days are worked, what is missing."""

    year: int
    own: tuple[CalendarException, ...]
    above: tuple[tuple[str, CalendarException], ...]
    working_days: int
    is_known: bool
    completed: CalendarYear | None
    completed_above: str
    missing: int | None


def calendar_page(organisation_id: int, year: int, on: date) -> CalendarPage:
    """Return the page of one year."""
    tree = current_tree()
    above = [node for node in tree.upwards(organisation_id) if node.id != organisation_id]
    first, last = date(year, 1, 1), date(year, 12, 31)
    query = select(CalendarException).where(CalendarException.day.between(first, last))
    rows = list(db.session.scalars(query.order_by(CalendarException.day)))
    names = {node.id: node.short_name for node in above}
    calendar = working_calendar_of(organisation_id)
    return CalendarPage(
        year=year,
        own=tuple(row for row in rows if row.organisation_id == organisation_id),
        above=tuple((names[row.organisation_id], row) for row in rows if row.organisation_id in names),
        working_days=calendar.working_days_between(first - timedelta(days=1), last),
        is_known=not calendar.is_provisional(first),
        completed=db.session.get(CalendarYear, (organisation_id, year)),
        completed_above=next((node.short_name for node in above if year in tree.years.get(node.id, ())), ""),
        missing=find_missing_year(organisation_id, on),
    )


def _exceptions_of(tree: Tree, organisation_id: int) -> tuple[DayException, ...]:
    days: dict[object, DayException] = {}
    for ancestor in tree.node(organisation_id).ids:
        days.update({exception.day: exception for exception in tree.exceptions.get(ancestor, ())})
    return tuple(sorted(days.values(), key=lambda exception: exception.day))


def _years_of(tree: Tree, organisation_id: int) -> frozenset[int]:
    return frozenset(year for ancestor in tree.node(organisation_id).ids for year in tree.years.get(ancestor, ()))


@lru_cache(maxsize=256)
def _calendar(exceptions: tuple[DayException, ...], years: frozenset[int]) -> WorkingCalendar:
    told = {DayKind.SHORT: "сокращённый рабочий день", DayKind.VACATION: "каникулы"}
    return WorkingCalendar(
        days_off={one.day: one.reason for one in exceptions if not one.works},
        working_days=frozenset(one.day for one in exceptions if one.kind is DayKind.WORK),
        complete_years=years,
        notes={one.day: one.reason or told[one.kind] for one in exceptions if one.kind in told},
    )
