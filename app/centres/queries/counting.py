"""How many centres work in some organisations, for whoever counts them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import func, or_, select

from app.centres.models import Centre, CentreState
from app.foundation.database import db


def count_working(organisation_ids: Iterable[int], until: date) -> int:
    """Return how many centres of these organisations work that were opened by a day (or before the registry knew)."""
    query = select(func.count()).where(
        Centre.organisation_id.in_(list(organisation_ids)),
        Centre.state == CentreState.WORKING,
        or_(Centre.opened_on.is_(None), Centre.opened_on <= until),
    )
    return db.session.scalar(query) or 0
