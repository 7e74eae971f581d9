"""What an address of this room names: a quarter and an organisation that the person may see."""

from __future__ import annotations

from app.access.policy import current_viewer
from app.foundation.errors import NotFound
from app.organisation.policy.scope import may_see_organisation
from app.quarterly.policy.quarters import Quarter, find_quarter


def asked_quarter(period: str, organisation_id: int) -> Quarter:
    """Return the quarter. Raises NotFound for what is none, and for an organisation that the person does not see."""
    quarter = find_quarter(period)
    if quarter is None or not may_see_organisation(current_viewer(), organisation_id):
        raise NotFound(period=period)
    return quarter
