"""The working calendar of an organisation: the state's, with the exceptions of everything above it and its own."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import select

from app.foundation.database import db
from app.organisation.models import CalendarException
from app.organisation.queries.tree import DayException, Tree, current_tree
from app.workflow.calendar import WorkingCalendar


def list_exceptions(organisation_id: int) -> list[CalendarException]:
    """Return the exceptions that the organisation itself declares, by day."""
    query = select(CalendarException).where(CalendarException.organisation_id == organisation_id)
    return list(db.session.scalars(query.order_by(CalendarException.day)))


def working_calendar_of(organisation_id: int | None) -> WorkingCalendar:
    """Return the calendar; a nearer organisation's exception wins over one from above for the same day."""
    if organisation_id is None:
        return WorkingCalendar()
    tree = current_tree()
    return tree.remember("calendar", organisation_id, lambda: _calendar(_exceptions_of(tree, organisation_id)))


def _exceptions_of(tree: Tree, organisation_id: int) -> tuple[DayException, ...]:
    days: dict[object, DayException] = {}
    for ancestor in tree.node(organisation_id).ids:
        days.update({exception.day: exception for exception in tree.exceptions.get(ancestor, ())})
    return tuple(sorted(days.values(), key=lambda exception: exception.day))


@lru_cache(maxsize=256)
def _calendar(exceptions: tuple[DayException, ...]) -> WorkingCalendar:
    return WorkingCalendar(
        days_off={one.day: one.reason for one in exceptions if not one.works},
        working_days=frozenset(one.day for one in exceptions if one.works),
    )
