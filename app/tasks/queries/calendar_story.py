"""How the days of a term were counted: from which day, over which days off, by whose calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from app.engine.queries import TaskView
from app.foundation import words
from app.organisation.queries import current_tree, working_calendar_of
from app.workflow.calendar import WorkingCalendar

MOST_DAYS = 400


@dataclass(frozen=True, kw_only=True)
class CalendarStory:
    """`lines` say from when to when and by whose calendar; `days` are the days that differ from an ordinary week."""

    lines: tuple[str, ...]
    days: tuple[str, ...]


def calendar_story(task: TaskView) -> CalendarStory | None:
    """Return how the term of a task was counted; None without a term."""
    if task.legal_date is None:
        return None
    place = task.task_organisation_id or task.organisation_id
    calendar = working_calendar_of(place)
    opened = words.local(task.opened_at).date()
    end = min(max(task.legal_date, opened), opened + timedelta(days=MOST_DAYS))
    return CalendarStory(
        lines=tuple(_lines(task, place, calendar, opened, end)), days=tuple(_days(calendar, opened, end))
    )


def _lines(task: TaskView, place: int, calendar: WorkingCalendar, opened: date, end: date) -> Iterator[str]:
    if task.legal_date == end and end > opened:
        count = words.working_days(calendar.working_days_between(opened, end))
        span = {"first": words.day_month(opened), "last": words.day_month(end), "count": count}
        yield str(
            _("The day of opening, %(first)s, does not count; up to %(last)s inclusive there are %(count)s.", **span)
        )
    off = sum(not calendar.is_working_day(day) for day in _span(opened, end))
    if off:
        told = ngettext("%(num)d day off lies between.", "%(num)d days off lie between.", off)
        yield str(told)
    own = [node.short_name for node in current_tree().upwards(place) if current_tree().exceptions.get(node.id)]
    if own:
        yield str(_("The state calendar with the days of: %(organisations)s.", organisations=", ".join(own)))
    else:
        yield str(_("The state calendar of working days; the organisation has no days of its own."))
    if task.legal_date is not None and calendar.is_provisional(task.legal_date):
        yield str(_("The moved days off of that year are not published yet: the count may change by a day."))


def _days(calendar: WorkingCalendar, opened: date, end: date) -> Iterator[str]:
    """Yield the weekdays that are free and the days of a weekend that are worked."""
    for day in _span(opened, end):
        works = calendar.is_working_day(day)
        if day.weekday() < 5 and not works:
            yield f"{words.sentence(words.day_weekday(day))}: {calendar.holiday_name(day)}"
        elif day.weekday() >= 5 and works:
            yield str(_("%(day)s is a working day", day=words.sentence(words.day_weekday(day))))


def _span(opened: date, end: date) -> Iterator[date]:
    for ahead in range(1, (end - opened).days + 1):
        yield opened + timedelta(days=ahead)
