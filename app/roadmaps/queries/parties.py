"""Who can be asked to agree to a plan made here: posts that somebody holds where the plan turns to."""

from __future__ import annotations

from typing import Final

from app.access.models import Role
from app.foundation.words import local_today
from app.organisation.queries import resolve_place, roles_held

PARTIES: Final = (
    "parent_committee_chair@school",
    "school_director@school",
    "mouo_officer@mouo",
    "regional_officer@region",
    "regional_coordinator@coordinator",
    "institute_methodist@institute",
    "finance_officer@finance",
)
"""Who can be asked to agree, as the form of the process names them."""


def parties_for(organisation_id: int) -> tuple[str, ...]:
    """Return those of PARTIES whom a plan of this organisation reaches: anybody else would stop its case."""
    held = roles_held(local_today())
    found = []
    for party in PARTIES:
        role, _, place = party.partition("@")
        there = resolve_place(place, organisation_id)
        if there is not None and (Role(role), there) in held:
            found.append(party)
    return tuple(found)
