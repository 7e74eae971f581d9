"""What expressions of a case may ask beyond FEEL itself, answered for the organisation of the case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from app.feel import Function
from app.organisation.queries import working_calendar_of
from app.workflow.calendar import WorkingCalendar, next_yearly_date


def functions_for(organisation_id: int | None) -> Mapping[str, Function]:
    """Return the extra functions of expressions by name, with the working calendar of an organisation."""
    return _functions(working_calendar_of(organisation_id))


def _functions(calendar: WorkingCalendar) -> Mapping[str, Function]:
    kept = _kept.get(id(calendar))
    if kept is not None and kept[0] is calendar:
        return kept[1]
    made = _make(calendar)
    if len(_kept) > 500:
        _kept.clear()
    _kept[id(calendar)] = (calendar, made)
    return made


_kept: dict[int, tuple[WorkingCalendar, Mapping[str, Function]]] = {}


def _make(calendar: WorkingCalendar) -> Mapping[str, Function]:
    def add(day: date, count: Decimal) -> date:
        return calendar.add_working_days(day, int(count))

    def between(start: date, end: date) -> Decimal:
        return Decimal(calendar.working_days_between(start, end))

    def yearly(text: str, start: date) -> date:
        month, _, day = text.partition("-")
        return next_yearly_date(int(month), int(day), start)

    return {
        "add working days": Function(params=("date", "days"), callable=add, types=("date", "number"), result="date"),
        "working days between": Function(
            params=("start", "end"), callable=between, types=("date", "date"), result="number"
        ),
        "next yearly date": Function(params=("day", "from"), callable=yearly, types=("string", "date"), result="date"),
    }
