"""Which organisations a case can turn to, and how expressions see them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.organisation.models import Place
from app.organisation.queries import current_tree, resolve_place


def places_of(organisation_id: int, initiator_organisation_id: int | None) -> dict[str, int]:
    """Return the organisation that each place of the dialect means for this case, where there is one."""
    found = {
        place.value: resolve_place(place, organisation_id, initiator_id=initiator_organisation_id) for place in Place
    }
    return {place: target for place, target in found.items() if target is not None}


def describe_organisation(organisation_id: int) -> dict[str, Any]:
    """Return what expressions see of an organisation."""
    node = current_tree().node(organisation_id)
    return {
        "id": node.id,
        "code": node.code,
        "name": node.name,
        "short_name": node.short_name,
        "kind": node.kind.value,
    }


def case_variable(
    *,
    case_id: int,
    number: str,
    process_key: str,
    process_name: str,
    version: int,
    organisation_id: int,
    places: Mapping[str, int],
    initiator: Mapping[str, Any],
    opened: date,
    round_number: int,
    edition: int,
) -> dict[str, Any]:
    """Return the variable `case` of the dialect: plain facts, and one group for each place («case.school.name»)."""
    groups: dict[str, Any] = {place: describe_organisation(target) for place, target in places.items()}
    groups.pop("initiator", None)
    return {
        **groups,
        "id": str(case_id),
        "number": number,
        "process": process_key,
        "process_name": process_name,
        "version": version,
        "organisation": describe_organisation(organisation_id),
        "initiator": dict(initiator),
        "opened": opened,
        "round": round_number,
        "edition": edition,
    }
