"""Until when a task that opens has to be done, and when the system first speaks up about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from app.engine.commands.steps.attention import Moment, next_moment, plan
from app.engine.commands.steps.bound import bounded
from app.engine.commands.steps.locked import LockedCase
from app.engine.models.task import NEVER
from app.organisation.queries import timezone_of, working_calendar_of
from app.workflow.calendar import NoCalendar
from app.workflow.deadline import DeadlineRefused, DueDate, due_at, parse_deadline
from app.workflow.elements import UserTaskSpec
from app.workflow.faults import ExecutionFailed
from app.workflow.workflow import OpenTask


@dataclass(frozen=True, kw_only=True)
class Term:
    """The dates of a task as its row keeps them; `problem` says in Russian and English why there is none."""

    legal_date: date | None = None
    safe_date: date | None = None
    printed_date: date | None = None
    due_at: datetime | None = None
    burn_at: datetime = NEVER
    attend_at: datetime = NEVER
    problem: tuple[str, str] | None = None

    def columns(self) -> dict[str, Any]:
        """Return the columns of the row."""
        names = ("legal_date", "safe_date", "printed_date", "due_at", "burn_at", "attend_at")
        return {name: getattr(self, name) for name in names}


def term_of(case: LockedCase, task: OpenTask, spec: UserTaskSpec, organisation_id: int | None) -> Term:
    """Return the term of a task that opens now, in the calendar and time zone of the organisation that does it."""
    place = organisation_id or case.organisation_id
    zone = ZoneInfo(timezone_of(place))
    opened_on = case.at.astimezone(zone).date()
    calendar = working_calendar_of(place)
    try:
        deadline = parse_deadline(_whole_text(spec))
        due = deadline.due(opened_on, calendar, lambda text: case.workflow.evaluate(text, task.id), tz=zone)
        due = bounded(case, task.element_id, due, opened_on=opened_on, calendar=calendar)
        moments = plan(spec, due, opened_on=opened_on, calendar=calendar, zone=zone) if due else ()
    except (DeadlineRefused, ExecutionFailed) as refused:
        return Term(problem=(refused.ru, refused.en))
    except NoCalendar as refused:
        return Term(problem=("для этой даты нет календаря рабочих дней", str(refused)))
    if due is None:
        return Term()
    return Term(
        legal_date=due.legal,
        safe_date=due.safe,
        printed_date=due.printed,
        due_at=due_at(due, zone),
        burn_at=datetime.combine(due.safe, time(23, 59, 59), tzinfo=zone).astimezone(UTC),
        attend_at=next_moment(moments, case.at) or NEVER,
    )


def moments_of_task(spec: UserTaskSpec, row: Any, organisation_id: int) -> tuple[Moment, ...]:
    """Return the moments of a task that is open, reckoned again from its row."""
    zone = ZoneInfo(timezone_of(organisation_id))
    due = DueDate(legal=row["legal_date"], safe=row["safe_date"], printed=row["printed_date"])
    opened_on = row["opened_at"].astimezone(zone).date()
    return plan(spec, due, opened_on=opened_on, calendar=working_calendar_of(organisation_id), zone=zone)


def _whole_text(spec: UserTaskSpec) -> str:
    """Return the deadline with its roll, which may stand in a property of its own."""
    if spec.roll and " roll " not in spec.deadline and spec.deadline not in {"", "none"}:
        return f"{spec.deadline} roll {spec.roll}"
    return spec.deadline
