"""The days that are offered for putting a task off: none after its term."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _

from app.engine.queries import TaskView
from app.foundation import words
from app.organisation.queries import working_calendar_of


@dataclass(frozen=True, kw_only=True)
class OfferedDay:
    """A day with its words."""

    value: str
    word: str


def offered_days(task: TaskView) -> tuple[OfferedDay, ...]:
    """Return the next working day, the one in three working days, the first of next week and the safe day."""
    today = words.local_today()
    calendar = working_calendar_of(task.task_organisation_id or task.organisation_id)
    monday = calendar.next_working_day(today + timedelta(days=7 - today.weekday()))
    offered = {
        calendar.add_working_days(today, 1): _("The next working day"),
        calendar.add_working_days(today, 3): _("In three working days"),
        monday: _("The beginning of next week"),
    }
    if task.safe_date is not None:
        offered.setdefault(task.safe_date, _("The last safe day"))
    last = task.legal_date or date.max
    return tuple(
        OfferedDay(value=day.isoformat(), word=f"{word}: {words.day_weekday(day)}")
        for day, word in sorted(offered.items())
        if today < day <= last
    )
