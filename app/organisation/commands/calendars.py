"""Days on which an organisation works or rests against the state calendar."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.audit.commands import record
from app.audit.models import Actor
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.transaction import command
from app.organisation.commands.streams import organisation_stream
from app.organisation.models import CalendarException
from app.organisation.queries.organisations import get_organisation


@command
def set_calendar_exception(
    organisation_id: int, *, day: date, works: bool, reason: str, set_by: Actor
) -> CalendarException:
    """Say that the organisation, and those below it, work or rest on that day; a second word replaces the first."""
    get_organisation(organisation_id)
    row = _find(organisation_id, day)
    if row is None:
        row = CalendarException(organisation_id=organisation_id, day=day, works=works, reason=reason)
        db.session.add(row)
    row.works, row.reason = works, " ".join(reason.split())[:200]
    db.session.flush()
    facts = {"day": day, "works": works, "reason": row.reason}
    record(organisation_stream(organisation_id), "calendar exception set", set_by, facts)
    return row


@command
def remove_calendar_exception(organisation_id: int, *, day: date, removed_by: Actor) -> None:
    """Let the state calendar hold again for that day. Raises NotFound."""
    row = _find(organisation_id, day)
    if row is None:
        raise NotFound
    db.session.delete(row)
    db.session.flush()
    record(organisation_stream(organisation_id), "calendar exception removed", removed_by, {"day": day})


def _find(organisation_id: int, day: date) -> CalendarException | None:
    query = select(CalendarException).where(
        CalendarException.organisation_id == organisation_id, CalendarException.day == day
    )
    return db.session.scalar(query)
