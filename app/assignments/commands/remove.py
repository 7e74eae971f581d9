"""Take an assignment off control without its being done."""

from __future__ import annotations

from app.access.policy import Viewer
from app.assignments.models import Assignment
from app.assignments.policy import may_remove
from app.engine.commands import deliver_message
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound

MESSAGE = "remove-from-control"


def remove_from_control(case_id: int, *, reason: str, removed_by: Viewer) -> None:
    """End an assignment without a report; who gave it and its controller may. Sub-assignments go on.

    Raises NotFound, NotAllowed, Conflict when it is closed, InvalidInput without a reason.
    """
    row = db.session.get(Assignment, case_id)
    if row is None:
        raise NotFound(case_id=case_id)
    if row.closed_at is not None:
        raise Conflict(case_id=case_id)
    if not may_remove(removed_by, row):
        raise NotAllowed(help=row.issuer_name)
    text = reason.strip()
    if not text or len(text) > 4000:
        raise InvalidInput(problems={"reason": "required" if not text else "too long"})
    deliver_message(MESSAGE, str(case_id), {"removal_reason": text}, delivered_by=removed_by.actor(), case_id=case_id)
