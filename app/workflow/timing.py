"""Reckons when a timer is due: dates, durations and cycles of ISO 8601, in UTC, month ends kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from dateutil.relativedelta import relativedelta

from app.feel.values import DaysDuration, WideDate, WideDateTime, YearsDuration

ENDLESS: Final = -1
_DURATION = re.compile(
    r"(?P<sign>-)?P(?!$)(?:(?P<years>\d{1,5})Y)?(?:(?P<months>\d{1,5})M)?(?:(?P<weeks>\d{1,6})W)?(?:(?P<days>\d{1,7})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,9})H)?(?:(?P<minutes>\d{1,9})M)?(?:(?P<seconds>\d{1,12}(?:[.,]\d{1,9})?)S)?)?"
)
_CYCLE = re.compile(r"R(\d{0,6})/(.+)", re.DOTALL)


class TimerRefused(ValueError):
    """The text or value is no date, duration or cycle that a timer understands."""


@dataclass(frozen=True, kw_only=True)
class Duration:
    """A length of time: whole months are counted on the calendar, the rest exactly."""

    months: int = 0
    exact: timedelta = timedelta()

    def after(self, moment: datetime, times: int = 1) -> datetime:
        """Return the moment `times` durations later; the last day of a month where the day does not exist."""
        try:
            return moment + relativedelta(months=self.months * times) + self.exact * times
        except (OverflowError, ValueError):
            raise TimerRefused("beyond the calendar") from None

    @property
    def is_positive(self) -> bool:
        """Say whether a cycle of this length moves forward."""
        return self.months >= 0 and self.exact >= timedelta() and (self.months > 0 or self.exact > timedelta())


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """When a timer fires, how many firings follow that one (`ENDLESS` for ever) and the text of their distance."""

    due_at: datetime
    left: int = 0
    every: str = ""


MESSAGE_KEPT: Final = "P30D"
"""How long a message waits for somebody to want it, unless its event says otherwise."""


def message_expires(keep: str, thrown_at: datetime) -> datetime:
    """Return until when a message waits; what cannot be read counts as the usual time (a check reports it)."""
    try:
        return parse_duration(keep or MESSAGE_KEPT).after(thrown_at)
    except TimerRefused:
        return parse_duration(MESSAGE_KEPT).after(thrown_at)


def parse_duration(text: str) -> Duration:
    """Return the duration in an ISO 8601 text; raises TimerRefused."""
    found = _DURATION.fullmatch(text.strip())
    if found is None or not any(
        found[part] for part in ("years", "months", "weeks", "days", "hours", "minutes", "seconds")
    ):
        raise TimerRefused(f"«{text}» is no duration such as PT1H or P10D")
    number = {key: value or "0" for key, value in found.groupdict().items() if key != "sign"}
    sign = -1 if found["sign"] else 1
    try:
        exact = timedelta(
            weeks=int(number["weeks"]),
            days=int(number["days"]),
            hours=int(number["hours"]),
            minutes=int(number["minutes"]),
            seconds=float(number["seconds"].replace(",", ".")),
        )
    except OverflowError:
        raise TimerRefused(f"«{text}» is beyond the calendar") from None
    return Duration(months=sign * (12 * int(number["years"]) + int(number["months"])), exact=sign * exact)


def parse_moment(text: str) -> datetime:
    """Return the moment in an ISO 8601 date or date and time (UTC where no zone is named); raises TimerRefused."""
    clean = re.sub(r"\[[^\]]*\]$", "", text.strip())
    try:
        return in_utc(datetime.fromisoformat(clean))
    except ValueError:
        raise TimerRefused(f"«{text}» is no date such as 2027-08-15 or 2027-08-15T09:00:00Z") from None


def in_utc(moment: datetime | date) -> datetime:
    """Return an aware moment in UTC; a bare date is its midnight, a time without zone is taken as UTC."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (OverflowError, ValueError):
        raise TimerRefused("beyond the calendar") from None


def first_due(timer_kind: str, value: Any, now: datetime) -> Schedule:
    """Return when a timer that starts at `now` fires first; `timer_kind` is the BPMN tag; raises TimerRefused."""
    if timer_kind == "timeCycle":
        return _cycle(value, now)
    if timer_kind == "timeDuration":
        return Schedule(due_at=_duration(value).after(now))
    if isinstance(value, WideDate | WideDateTime):
        raise TimerRefused("beyond the calendar")
    if isinstance(value, date):
        return Schedule(due_at=in_utc(value))
    if isinstance(value, str):
        return Schedule(due_at=parse_moment(value))
    raise TimerRefused(f"{_named(value)} is no date")


def next_due(schedule: Schedule, now: datetime) -> Schedule | None:
    """Return the firing after this one: the first beat later than `now` (missed beats are not made up for), or None."""
    if not schedule.every or schedule.left == 0:
        return None
    step = parse_duration(schedule.every)
    left = schedule.left if schedule.left == ENDLESS else schedule.left - 1
    due = step.after(schedule.due_at)
    if due < now and not step.months:
        due = step.after(due, (now - due) // step.exact)
    while due < now:
        due = step.after(due)
    return Schedule(due_at=due, left=left, every=schedule.every)


def _duration(value: Any) -> Duration:
    if isinstance(value, str):
        return parse_duration(value)
    if isinstance(value, YearsDuration):
        return Duration(months=value.months)
    if isinstance(value, DaysDuration):
        try:
            return Duration(exact=value.to_timedelta())
        except OverflowError:
            raise TimerRefused("beyond the calendar") from None
    raise TimerRefused(f"{_named(value)} is no duration")


def _cycle(value: Any, now: datetime) -> Schedule:
    """Read `R3/PT1H`, `R/PT1H`, `R3/2027-01-01T00:00:00Z/P1D`; a bare duration repeats for ever."""
    if isinstance(value, DaysDuration | YearsDuration):
        value = f"R/{value}"
    if not isinstance(value, str):
        raise TimerRefused(f"{_named(value)} is no cycle")
    found = _CYCLE.fullmatch(value.strip())
    if found is None:
        raise TimerRefused(f"«{value}» is no cycle such as R3/PT1H or R/P1D")
    count = ENDLESS if found[1] == "" else int(found[1])
    if count == 0:
        raise TimerRefused(f"«{value}» repeats zero times")
    begin, _, length = found[2].rpartition("/")
    step = parse_duration(length)
    if not step.is_positive:
        raise TimerRefused(f"«{value}» does not move forward")
    due = parse_moment(begin) if begin else step.after(now)
    return Schedule(due_at=due, left=ENDLESS if count == ENDLESS else count - 1, every=length.strip())


def _named(value: Any) -> str:
    return "null" if value is None else type(value).__name__
