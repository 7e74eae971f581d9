"""Stop a case for good."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.audit.models import Actor
from app.engine.commands.steps.approvers import approving_organisations
from app.engine.commands.steps.calls import running_children
from app.engine.commands.steps.locked import lock_case
from app.engine.commands.steps.people import read_people
from app.engine.commands.steps.rights import is_head, is_sysadmin
from app.engine.commands.steps.settling import settle
from app.engine.models import CaseStatus
from app.foundation.errors import InvalidInput, NotAllowed, NotFound
from app.foundation.transaction import command
from app.organisation.queries import current_tree

CANCEL: Final = "cancel"
KEEP: Final = "keep"


@command
def cancel_case(case_id: int, *, cancelled_by: Actor, reason: str, children: Mapping[int, str] | None = None) -> None:
    """Cancel a running case: sysadmin or the head of an approving body may, and must say why.

    `children` says of each child case that the case waits for whether it is cancelled too (CANCEL) or runs on by
    itself (KEEP). Raises NotFound, NotAllowed, Conflict when it is closed, InvalidInput without a reason, or when a
    running child is not spoken of.
    """
    if not reason.strip():
        raise InvalidInput(problems={"reason": "required"})
    case = lock_case(case_id)
    people = read_people(case, cancelled_by.person_id)
    approving = approving_organisations(case.live, case.places, case.organisation_id)
    allowed = is_sysadmin(people) or any(is_head(people, place) for place in approving)
    if cancelled_by.person_id is not None and not allowed:
        above = set(current_tree().node(case.organisation_id).ids) | set(case.places.values())
        if not any(place in above for _, place in people.own):
            raise NotFound(case_id=case_id)
        raise NotAllowed(case_id=case_id)
    case.require_running()
    keep = _kept(case.id, children or {})
    trail = case.workflow.cancel(at=case.at)
    settle(
        case,
        people,
        trail,
        action="cancel_case",
        actor=cancelled_by,
        facts={"comment": reason.strip()},
        ending=CaseStatus.CANCELLED,
        keep=keep,
    )


def _kept(case_id: int, children: Mapping[int, str]) -> frozenset[int]:
    """Return the children that run on; raises InvalidInput unless every running one was decided on."""
    running = running_children(case_id)
    undecided = [child_id for child_id in running if children.get(child_id) not in (CANCEL, KEEP)]
    if undecided:
        raise InvalidInput(problems={"children": "required"}, children=undecided)
    return frozenset(child_id for child_id in running if children[child_id] == KEEP)
