"""Warn in November that the next year has no working calendar."""

from __future__ import annotations

from sqlalchemy import select

from app.access.models import Role
from app.engine.commands.steps.jobs import add_job
from app.engine.models import Job
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.transaction import command
from app.organisation.queries import current_tree
from app.organisation.queries.calendars import find_missing_year
from app.organisation.queries.people import people_holding


def warn_of_missing_calendar() -> None:
    """From November on tell administrators and the region that the next year has no calendar, once in thirty days.

    The job is the memory: it is forgotten with all done jobs after that time, and then they are told again.
    """
    tree, day = current_tree(), now().date()
    tops = [node.id for node in tree.nodes.values() if node.parent_id is None]
    missing = [year for top in tops if (year := find_missing_year(top, day)) is not None]
    key = f"calendar:{missing[0]}" if missing else ""
    told = not missing or db.session.scalar(select(Job.id).where(Job.key == key)) is not None
    db.session.rollback()
    if not told:
        _write_notice(missing[0], key)


@command
def _write_notice(year: int, key: str) -> None:
    officers = {member.person.id for member in people_holding(Role.REGIONAL_OFFICER, now().date())}
    payload = {"event": "calendar", "year": year, "to": sorted(officers), "to_administrators": True}
    add_job("notice", payload, key=key)
