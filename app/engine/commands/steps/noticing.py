"""Tell people what an event of the diagram has to say: `soglas:notice` to the roles of `soglas:escalate`."""

from __future__ import annotations

from typing import Any

from app.engine.commands.steps.locked import LockedCase
from app.engine.commands.steps.people import People
from app.engine.events import NoticeGiven
from app.foundation.transaction import announce
from app.workflow.workflow import Trail


def give_notices(case: LockedCase, people: People, trail: Trail) -> list[dict[str, Any]]:
    """Announce the notices of the elements that completed; return what was told, for the record of the case."""
    told: list[dict[str, Any]] = []
    for step in trail.completed:
        notice = case.live.notices.get(step.element_id)
        if notice is None:
            continue
        places = [(group.role, case.places.get(group.place)) for group in notice.groups]
        to = people.holders([(role, place) for role, place in places if place is not None])
        roles = [group.role for group in notice.groups]
        told.append({"element": step.element_id, "text": notice.text, "roles": roles, "to": list(to)})
        announce(NoticeGiven(case_id=case.id, element_id=step.element_id, text=notice.text, to=to))
    return told
