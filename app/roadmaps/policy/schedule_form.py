"""A schedule as a form asks for it: by the words of the document, as it was, or of a kind with its days. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from app.roadmaps.policy.phrase_dates import Frame, month_end
from app.roadmaps.policy.phrases import read_phrase
from app.roadmaps.policy.schedule import ScheduleKind, read_schedule

BY_WORDS: Final = "words"
AS_IT_WAS: Final = "keep"
WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR")
_WINDOWS: Final = frozenset({"month", "month-window", "quarter", "half-year", "year", "multi-year", "exact-window"})
_LONGEST_LEAD: Final = 400
_SAME: Final = ("type", "start", "end", "rrule", "dtstart", "opens_before_due", "control_points", "on_demand")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What was posted; days as text."""

    how: str = BY_WORDS
    printed: str = ""
    start: str = ""
    end: str = ""
    day: str = ""
    weekday: str = ""
    lead: str = ""
    source: str = ""


def build_schedule(
    wanted: Wanted, frame: Frame, *, was: Mapping[str, Any] | None, other: Mapping[str, Any] | None = None
) -> tuple[dict[str, Any] | None, dict[str, str]]:
    """Return the schedule, or what is wrong by field. `other` is the schedule of the pair, for an inherited one."""
    if wanted.how == AS_IT_WAS:
        return (dict(was), {}) if was else (None, {"how": "nothing was"})
    if wanted.how == BY_WORDS:
        reading = read_phrase(wanted.printed, frame)
        schedule = reading.schedule
        if schedule is None:
            return None, {"printed": reading.question}
    else:
        schedule, problems = _of_kind(wanted, frame, other)
        if schedule is None:
            return None, problems
    return _with_lead(schedule, wanted)


def chosen_how(schedule: Mapping[str, Any] | None, printed: str, frame: Frame) -> str:
    """Return how a form begins: by the words when they give just this schedule, else as it was."""
    if schedule is None:
        return BY_WORDS
    reading = read_phrase(printed, frame).schedule or {}
    return BY_WORDS if all(reading.get(key) == schedule.get(key) for key in _SAME) else AS_IT_WAS


def _with_lead(schedule: dict[str, Any], wanted: Wanted) -> tuple[dict[str, Any] | None, dict[str, str]]:
    if wanted.lead:
        if not wanted.lead.isdecimal() or not 1 <= int(wanted.lead) <= _LONGEST_LEAD:
            return None, {"lead": "number"}
        schedule["opens_before_due"] = f"P{int(wanted.lead)}D"
    return schedule, {}


def _of_kind(
    wanted: Wanted, frame: Frame, other: Mapping[str, Any] | None
) -> tuple[dict[str, Any] | None, dict[str, str]]:
    try:
        kind = ScheduleKind(wanted.how)
    except ValueError:
        return None, {"how": "unknown"}
    if kind is ScheduleKind.INHERITED:
        if not other or not other.get("end"):
            return None, {"how": "no pair"}
        return {**other, "type": "inherited", "inherited_from": str(other.get("type"))}, {}
    start, end, problems = _days(wanted, kind, frame)
    if problems:
        return None, problems
    schedule, problems = _built(kind, start, end, wanted)
    if schedule is None:
        return None, problems
    try:
        due = read_schedule(schedule).due_dates()
    except ValueError:
        return None, {"end": "order"}
    if schedule.get("rrule") and not due:
        return None, {"end": "no date"}
    return schedule, {}


def _days(wanted: Wanted, kind: ScheduleKind, frame: Frame) -> tuple[date, date, dict[str, str]]:
    """Return both days; empty ones are those of the plan, except where a kind is nothing without its day."""
    problems, found = {}, {}
    for name, default in (("start", frame.first), ("end", frame.last)):
        text = getattr(wanted, name)
        try:
            found[name] = date.fromisoformat(text) if text else default
        except ValueError:
            problems[name] = "date"
    if kind in (ScheduleKind.BY_DATE, ScheduleKind.ON_DATE) and not wanted.end:
        problems["end"] = "required"
    if kind.value in _WINDOWS:
        problems |= {name: "required" for name in ("start", "end") if not getattr(wanted, name)}
    if kind is ScheduleKind.OPEN_ENDED and not wanted.start:
        problems["start"] = "required"
    if not problems and kind is not ScheduleKind.BY_DATE and found["start"] > found["end"]:
        problems["end"] = "order"
    return found.get("start", frame.first), found.get("end", frame.last), problems


def _built(kind: ScheduleKind, start: date, end: date, wanted: Wanted) -> tuple[dict[str, Any] | None, dict[str, str]]:
    base: dict[str, Any] = {"type": kind.value, "start": start.isoformat(), "end": end.isoformat()}
    if kind is ScheduleKind.BY_DATE:
        return {**base, "start": wanted.start or None}, {}
    if kind is ScheduleKind.ON_DATE:
        return {**base, "start": end.isoformat()}, {}
    if kind.value in _WINDOWS or kind is ScheduleKind.LOST:
        return base, {}
    if kind is ScheduleKind.OPEN_ENDED:
        return {**base, "end": None}, {}
    if kind is ScheduleKind.ON_DEMAND:
        return {**base, "on_demand": True, "trigger": "request"}, {}
    if kind is ScheduleKind.EXTERNAL:
        if not wanted.source.strip():
            return None, {"source": "required"}
        outside = {"trigger": "external-schedule", "external_schedule": True, "source": wanted.source.strip()[:300]}
        return {**base, **outside}, {}
    return _recurring(kind, base, start, end, wanted)


def _recurring(
    kind: ScheduleKind, base: dict[str, Any], start: date, end: date, wanted: Wanted
) -> tuple[dict[str, Any] | None, dict[str, str]]:
    if kind is ScheduleKind.WEEKLY:
        if wanted.weekday not in WEEKDAYS:
            return None, {"weekday": "required"}
        first = start + timedelta(days=(WEEKDAYS.index(wanted.weekday) - start.weekday()) % 7)
        return _rule(base, f"FREQ=WEEKLY;BYDAY={wanted.weekday}", first, end, "P1W"), {}
    if wanted.day and (not wanted.day.isdecimal() or not 1 <= int(wanted.day) <= 28):
        return None, {"day": "number"}
    day = int(wanted.day) if wanted.day else -1
    if kind is ScheduleKind.YEARLY:
        rule = f"FREQ=YEARLY;BYMONTH={end.month};BYMONTHDAY={-1 if end == month_end(end.year, end.month) else end.day}"
        first = end.replace(year=start.year, day=min(end.day, monthrange(start.year, end.month)[1]))
        first = first if first >= start else first.replace(year=start.year + 1)
        return _rule(base, rule, first, end, "P1M"), {}
    months, lead = {
        ScheduleKind.MONTHLY: (tuple(range(1, 13)), "P1M"),
        ScheduleKind.QUARTERLY: ((3, 6, 9, 12) if day < 0 else (1, 4, 7, 10), "P3M" if day < 0 else f"P{day}D"),
        ScheduleKind.HALF_YEARLY: ((6, 12) if day < 0 else (1, 7), "P6M" if day < 0 else f"P{day}D"),
    }[kind]
    first = _first(start, months, day)
    return _rule(base, f"FREQ=YEARLY;BYMONTH={','.join(map(str, months))};BYMONTHDAY={day}", first, end, lead), {}


def _first(start: date, months: tuple[int, ...], day: int) -> date:
    """Return the first such day not before the start."""
    for step in range(14):
        index = start.year * 12 + start.month - 1 + step
        year, month = index // 12, index % 12 + 1
        at = month_end(year, month) if day < 0 else date(year, month, day)
        if month in months and at >= start:
            return at
    return start


def _rule(base: dict[str, Any], rule: str, first: date, end: date, lead: str) -> dict[str, Any]:
    return {
        **base,
        "rrule": f"{rule};UNTIL={end:%Y%m%d}",
        "dtstart": first.isoformat(),
        "opens_before_due": lead,
    }
