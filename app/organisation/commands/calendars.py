"""Days on which an organisation differs from the state calendar, one by one, for a time or a year from a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select

from app.audit.commands import record
from app.audit.models import Actor
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import InvalidInput, NotFound
from app.foundation.transaction import command
from app.organisation.commands.streams import organisation_stream
from app.organisation.models import CalendarException, CalendarYear, DayKind
from app.organisation.queries.calendars import working_calendar_of
from app.organisation.queries.organisations import get_organisation
from app.workflow.calendar import WorkingCalendar

LONGEST: Final = timedelta(days=120)
"""How long a time may be that is set at once: the summer holidays of pupils fit into it."""
YEARS: Final = range(2000, 2101)


@dataclass(frozen=True, kw_only=True)
class Days:
    """A time, both ends included, with what is special about each of its days."""

    since: date
    until: date
    kind: DayKind
    reason: str = ""

    def days(self) -> Iterator[date]:
        """Yield every day of it."""
        for number in range((self.until - self.since).days + 1):
            yield self.since + timedelta(days=number)


@command
def set_calendar_exception(
    organisation_id: int, *, day: date, works: bool, reason: str, set_by: Actor
) -> CalendarException:
    """Say that the organisation, and those below it, work or rest on that day; a second word replaces the first."""
    get_organisation(organisation_id)
    kind = DayKind.WORK if works else DayKind.REST
    _write(organisation_id, [Days(since=day, until=day, kind=kind, reason=reason)], set_by)
    row = _find(organisation_id, day)
    assert row is not None  # noqa: S101  # it was written just now
    return row


@command
def set_calendar_days(organisation_id: int, times: Iterable[Days], *, set_by: Actor) -> int:
    """Set many days at once and return how many; later words about a day replace earlier ones.

    A shorter day and school holidays are only set on days that are worked: they make no working day out of a Sunday.
    Raises NotFound, InvalidInput for a time that ends before it begins or is too long, or a year out of reach.
    """
    get_organisation(organisation_id)
    wanted = list(times)
    for one in wanted:
        if one.until < one.since:
            raise InvalidInput(problems={"until": "before"})
        if one.until - one.since > LONGEST:
            raise InvalidInput(problems={"until": "too long"})
        if one.since.year not in YEARS or one.until.year not in YEARS:
            raise InvalidInput(problems={"day": "year"})
    return _write(organisation_id, wanted, set_by)


@command
def remove_calendar_exception(organisation_id: int, *, day: date, removed_by: Actor) -> None:
    """Let the state calendar hold again for that day. Raises NotFound."""
    row = _find(organisation_id, day)
    if row is None:
        raise NotFound
    db.session.delete(row)
    db.session.flush()
    record(organisation_stream(organisation_id), "calendar exception removed", removed_by, {"day": day})


@command
def complete_year(organisation_id: int, *, year: int, completed_by: Actor) -> None:
    """Say that the calendar of a year is entered whole, for the organisation and those below it; twice is once."""
    get_organisation(organisation_id)
    if year not in YEARS:
        raise InvalidInput(problems={"year": "year"})
    if db.session.get(CalendarYear, (organisation_id, year)) is not None:
        return
    row = CalendarYear(
        organisation_id=organisation_id, year=year, completed_by_name=completed_by.name, completed_at=now()
    )
    db.session.add(row)
    db.session.flush()
    record(organisation_stream(organisation_id), "calendar year complete", completed_by, {"year": year})


@command
def reopen_year(organisation_id: int, *, year: int, reopened_by: Actor) -> None:
    """Take back that a year is entered whole. Raises NotFound."""
    row = db.session.get(CalendarYear, (organisation_id, year))
    if row is None:
        raise NotFound
    db.session.delete(row)
    db.session.flush()
    record(organisation_stream(organisation_id), "calendar year reopened", reopened_by, {"year": year})


def _write(organisation_id: int, times: Iterable[Days], set_by: Actor) -> int:
    calendar = working_calendar_of(organisation_id)
    wanted = {day: one for one in times for day in one.days() if _fits(one, day, calendar)}
    query = select(CalendarException).where(CalendarException.organisation_id == organisation_id)
    known = {row.day: row for row in db.session.scalars(query.where(CalendarException.day.in_(wanted)))}
    for day, one in wanted.items():
        row = known.get(day)
        if row is None:
            row = CalendarException(organisation_id=organisation_id, day=day)
            db.session.add(row)
        row.kind, row.works = one.kind, one.kind is not DayKind.REST
        row.reason = " ".join(one.reason.split())[:200]
    db.session.flush()
    facts = {"days": {day.isoformat(): [one.kind.value, one.reason[:200]] for day, one in sorted(wanted.items())}}
    record(organisation_stream(organisation_id), "calendar exception set", set_by, facts)
    return len(wanted)


def _fits(one: Days, day: date, calendar: WorkingCalendar) -> bool:
    return one.kind in (DayKind.REST, DayKind.WORK) or calendar.is_working_day(day)


def _find(organisation_id: int, day: date) -> CalendarException | None:
    query = select(CalendarException).where(
        CalendarException.organisation_id == organisation_id, CalendarException.day == day
    )
    return db.session.scalar(query)
