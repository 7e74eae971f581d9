"""When the next digest of a person is due: the chosen time of day in their zone, on their working days or every day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from app.workflow.calendar import NoCalendar, WorkingCalendar

FURTHEST: Final = 60
TIMES: Final = tuple(f"{hour:02}:{minute:02}" for hour in range(6, 13) for minute in (0, 30))


def is_morning(day: date, digest: str, calendar: WorkingCalendar) -> bool:
    """Say whether a digest is wanted on that day; a year without a calendar has ordinary weeks."""
    if digest != "workdays":
        return digest == "daily"
    try:
        return calendar.is_working_day(day)
    except NoCalendar:
        return day.weekday() < 5


def next_morning(after: datetime, *, digest: str, at: str, zone: str, calendar: WorkingCalendar) -> datetime | None:
    """Return the first digest moment later than `after`; None when the person wants none."""
    here = ZoneInfo(zone or "UTC")
    hour, minute = (int(part) for part in at.split(":"))
    first = after.astimezone(here).date()
    for days in range(FURTHEST):
        day = first + timedelta(days=days)
        moment = datetime.combine(day, time(hour, minute), tzinfo=here)
        if moment > after and is_morning(day, digest, calendar):
            return moment
    return None
