"""When the system speaks up about a task by itself: reminders, the due day, overdue, escalation. Pure reckoning."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from app.workflow.calendar import WorkingCalendar
from app.workflow.deadline import DueDate
from app.workflow.elements import UserTaskSpec
from app.workflow.reminders import Escalation, parse_escalate, remind_on

MORNING: Final = time(9, 0)
DEFAULT_REMINDERS: Final = ("14d", "7d", "3d", "1d")
"""Days before the due date (domain/processes.md, a.4); a task shorter than a week is only reminded on its last days."""
SHORT: Final = 7
OVERDUE_AFTER: Final = 1
HEAD_AFTER: Final = 5


@dataclass(frozen=True, kw_only=True)
class Moment:
    """Something to say about a task at a time: `remind`, `due` (to the executor and their head), `overdue`, `escalate`.

    `role` and `place` are the group that the diagram names; without one, `overdue` goes to the executor and (where the
    diagram names nobody at all: `alone` is False) to the controlling organisation, `escalate` to the head of that.
    `days` counts from the due date: negative before it.
    """

    kind: str
    at: datetime
    days: int
    role: str = ""
    place: str = ""
    alone: bool = False


def plan(
    spec: UserTaskSpec, due: DueDate, *, opened_on: date, calendar: WorkingCalendar, zone: tzinfo
) -> tuple[Moment, ...]:
    """Return every moment of a task after the day it opened, earliest first; raises DeadlineRefused."""
    moments = [_moment("remind", day, due, zone) for day in _reminders(spec, due, opened_on)]
    if due.legal > opened_on:
        moments.append(_moment("due", due.legal, due, zone))
    escalations = parse_escalate(spec.escalate)
    overdue = _moment("overdue", due.legal + timedelta(days=OVERDUE_AFTER), due, zone)
    moments.append(replace(overdue, alone=bool(escalations)))
    moments += [_escalation(escalation, due, calendar, zone) for escalation in escalations]
    if not escalations:
        moments.append(_moment("escalate", due.legal + timedelta(days=HEAD_AFTER), due, zone))
    return tuple(sorted(moments, key=lambda moment: (moment.at, moment.days)))


def next_moment(moments: Iterable[Moment], after: datetime) -> datetime | None:
    """Return the time of the first moment later than `after`, or None."""
    return min((moment.at for moment in moments if moment.at > after), default=None)


def moments_to_say(moments: Iterable[Moment], *, since: datetime, until: datetime) -> tuple[Moment, ...]:
    """Return what is to be said now: everything from `since` to `until`, but of missed reminders only the last."""
    due = [moment for moment in moments if since <= moment.at <= until]
    reminders = [moment for moment in due if moment.kind in {"remind", "due"}]
    return tuple(moment for moment in due if moment.kind not in {"remind", "due"} or moment is reminders[-1])


def _reminders(spec: UserTaskSpec, due: DueDate, opened_on: date) -> tuple[date, ...]:
    if spec.remind:
        return remind_on(due, spec.remind, opened_on=opened_on)
    length = (due.legal - opened_on).days
    texts = DEFAULT_REMINDERS if length > SHORT else ("1d",) if length > 2 else ()
    return remind_on(due, texts, opened_on=opened_on)


def _escalation(escalation: Escalation, due: DueDate, calendar: WorkingCalendar, zone: tzinfo) -> Moment:
    day = escalation.on(due, calendar)
    return Moment(
        kind="escalate",
        at=datetime.combine(day, MORNING, tzinfo=zone),
        days=(day - due.legal).days,
        role=escalation.group.role,
        place=escalation.group.place,
    )


def _moment(kind: str, day: date, due: DueDate, zone: tzinfo) -> Moment:
    return Moment(kind=kind, at=datetime.combine(day, MORNING, tzinfo=zone), days=(day - due.legal).days)
