"""Who is reminded before a due date and who is told after it: `soglas:remind` and `soglas:escalate`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.workflow.calendar import WorkingCalendar
from app.workflow.deadline import DeadlineRefused, DueDate
from app.workflow.elements import CandidateGroup, parse_candidate_group

_DELAY = re.compile(r"^(?:(\d{1,3})d|P(\d{1,3})D|(\d{1,3})\s+days?)$")
_DELAY_WORKING = re.compile(r"^(\d{1,3})\s+working\s+days?$")


def parse_remind(texts: Iterable[str]) -> tuple[int, ...]:
    """Return how many calendar days before the due date people are reminded, most first; raises DeadlineRefused."""
    days = set()
    for text in texts:
        match = _DELAY.match(text)
        if match is None:
            raise DeadlineRefused(
                f"напоминание «{text}» не понятно; пример: 14d 7d 1d",
                f'the reminder "{text}" is not understood; example: 14d 7d 1d',
            )
        days.add(int(match[1] or match[2] or match[3]))
    return tuple(sorted(days, reverse=True))


def remind_on(due: DueDate, texts: Iterable[str], *, opened_on: date) -> tuple[date, ...]:
    """Return the days of reminding after the day of opening, earliest first."""
    days = (due.legal - timedelta(days=count) for count in parse_remind(texts))
    return tuple(day for day in days if day > opened_on)


@dataclass(frozen=True, kw_only=True)
class Escalation:
    """Who is told when a task is overdue, and how many days (calendar or working) after the due date."""

    group: CandidateGroup
    delay: int
    working: bool = False

    def on(self, due: DueDate, calendar: WorkingCalendar) -> date:
        """Return the day of telling."""
        if self.working:
            return calendar.add_working_days(due.legal, self.delay)
        return due.legal + timedelta(days=self.delay)


def parse_escalate(text: str) -> tuple[Escalation, ...]:
    """Return the escalations of `role@place after 1d; role@place after 5 working days`; raises DeadlineRefused."""
    found = []
    for part in (piece.strip() for piece in text.split(";")):
        if not part:
            continue
        who, _, delay = part.partition(" after ") if " after " in part else part.partition(" ")
        group = parse_candidate_group(who)
        delay = delay.strip()
        calendar_days, working_days = _DELAY.match(delay), _DELAY_WORKING.match(delay)
        if group.role in {"", "after"} or " " in group.role or not (calendar_days or working_days):
            raise DeadlineRefused(
                f"эскалация «{part}» не понятна; пример: mouo_head@mouo after 1d",
                f'the escalation "{part}" is not understood; example: mouo_head@mouo after 1d',
            )
        if working_days:
            found.append(Escalation(group=group, delay=int(working_days[1]), working=True))
        elif calendar_days:
            days = int(calendar_days[1] or calendar_days[2] or calendar_days[3])
            found.append(Escalation(group=group, delay=days))
    return tuple(found)
