"""The last day that was set for a whole case when many were opened at once: it bounds the terms of the diagram."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.engine.commands.steps.locked import LockedCase
from app.processes.queries import Live
from app.workflow.calendar import WorkingCalendar
from app.workflow.deadline import DueDate


@dataclass(frozen=True, kw_only=True)
class Bound:
    """No step up to `until` (all of them when it is empty) may be due after `day`; `why` is said beside the term."""

    day: date
    why: str
    until: str = ""

    def column(self) -> dict[str, str]:
        """Return the bound as the row of a case keeps it."""
        return {"date": self.day.isoformat(), "why": self.why, "until": self.until}


def read_bound(column: Mapping[str, str] | None) -> Bound | None:
    """Return the bound of a case, None when it has none."""
    if not column:
        return None
    return Bound(day=date.fromisoformat(column["date"]), why=column["why"], until=column.get("until", ""))


def bounded(
    case: LockedCase, element_id: str, due: DueDate | None, *, opened_on: date, calendar: WorkingCalendar
) -> DueDate | None:
    """Return the term of a task under the bound of its case; `printed` keeps the day that the diagram gives.

    A task that opens after the bound has passed gets the term of the diagram: it would be born overdue otherwise.
    """
    bound = read_bound(case.bound)
    if bound is None or bound.day < opened_on or not holds_for(case.live, element_id, bound.until):
        return due
    if due is not None and due.legal <= bound.day:
        return due
    safe = calendar.previous_working_day(bound.day)
    return DueDate(legal=bound.day, safe=safe, printed=due.printed if due is not None else bound.day)


def holds_for(live: Live, element_id: str, until: str) -> bool:
    """Say whether a step comes no later than `until` in reading order; an empty `until` holds for every step."""
    if not until:
        return True
    order = [element.element_id for element in live.outline.user_tasks]
    return element_id in order and until in order and order.index(element_id) <= order.index(until)
