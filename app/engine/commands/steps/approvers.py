"""The bodies that decide on a case: whose heads may stop it."""

from __future__ import annotations

from collections.abc import Mapping

from app.processes.queries import Live


def approving_organisations(live: Live, places: Mapping[str, int], organisation_id: int) -> frozenset[int]:
    """Return the organisations, other than that of the case, whose people decide in some task of the process."""
    tasks = (task for process in live.package.processes.values() for task in process.user_tasks.values())
    decided = (group.place for task in tasks if task.kind.decides for group in task.groups)
    found = {places[place] for place in decided if place in places}
    own = {organisation_id, *(places[place] for place in ("school", "centre", "initiator") if place in places)}
    return frozenset(found - own)
