"""Which organisations a case can turn to, and how expressions see them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.access.models import Person
from app.engine.models import Case
from app.organisation.models import Place
from app.organisation.queries import describe_organisation, resolve_place, timezone_of
from app.processes.queries import Live


def places_of(organisation_id: int, initiator_organisation_id: int | None) -> dict[str, int]:
    """Return the organisation that each place of the dialect means for this case, where there is one."""
    found = {
        place.value: resolve_place(place, organisation_id, initiator_id=initiator_organisation_id) for place in Place
    }
    return {place: target for place, target in found.items() if target is not None}


FACTS: Final = (
    *("id", "number", "organisation_id", "places", "opened_at", "round", "edition", "initiator_id", "initiator_name"),
    *("initiator_role", "initiator_organisation_id"),
)
"""The columns of a case that the variables given to expressions are made of; with them goes `LOGIN`."""

LOGIN = (
    select(Person.login)
    .where(Person.id == Case.initiator_id)
    .correlate(Case)
    .scalar_subquery()
    .label("initiator_login")
)
"""The login of the initiator, read along with the row of a case."""


def initiator_of(case: Mapping[str, Any]) -> dict[str, Any]:
    """Return the variable `initiator`: who opened the case, for assignments («=initiator») and texts."""
    return {
        "id": case["initiator_id"],
        "login": case["initiator_login"] or "",
        "name": case["initiator_name"],
        "role": case["initiator_role"],
        "organisation": case["initiator_organisation_id"],
    }


def given_of(case: Mapping[str, Any], live: Live) -> dict[str, Any]:
    """Return what the engine gives to expressions whenever a case is loaded, instead of keeping it in the state.

    The variable `case` of the dialect: plain facts, and one group for each place («case.school.name»).
    """
    groups: dict[str, Any] = {place: describe_organisation(target) for place, target in case["places"].items()}
    groups.pop("initiator", None)
    zone = ZoneInfo(timezone_of(case["organisation_id"]))
    return {
        "case": {
            **groups,
            "id": str(case["id"]),
            "number": case["number"],
            "process": live.process_key,
            "process_name": live.process_name,
            "version": live.number,
            "organisation": describe_organisation(case["organisation_id"]),
            "initiator": initiator_of(case),
            "opened": case["opened_at"].astimezone(zone).date(),
            "round": case["round"],
            "edition": case["edition"],
        }
    }
