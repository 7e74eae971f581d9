"""How a person stands to a task: what they may do with it now, and why not more."""

from __future__ import annotations

from dataclasses import dataclass

from app.access.models import Role
from app.access.policy import Viewer
from app.engine.commands.steps.rights import HEADS
from app.engine.models import TaskState
from app.organisation.models import OrganisationKind
from app.organisation.queries import current_tree


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The answer; `refused_because` as TaskView says."""

    can_complete: bool
    can_claim: bool
    can_release: bool
    can_assign: bool
    refused_because: str


def standing_of(
    viewer: Viewer,
    *,
    state: TaskState,
    case_closed: bool,
    pair: tuple[str, int | None],
    further: bool,
    assignee_id: int | None,
    excluded_initiator_id: int | None,
    excluded_previous_id: int | None,
) -> Standing:
    """Return what the viewer may do with a task; the commands ask the same again under the lock."""
    me = viewer.person_id
    candidate = further or (pair[1] is not None and viewer.find_post(pair[0], pair[1]) is not None)
    head = leads(viewer, pair[1]) or viewer.holds(Role.SYSADMIN)
    reason = ""
    if state is not TaskState.OPEN or case_closed:
        reason = "closed"
    elif not candidate and assignee_id != me:
        reason = "not candidate"
    elif me == excluded_initiator_id:
        reason = "initiator"
    elif me == excluded_previous_id:
        reason = "previous"
    elif assignee_id not in (None, me):
        reason = "assigned"
    is_open = state is TaskState.OPEN and not case_closed
    return Standing(
        can_complete=reason == "",
        can_claim=reason == "" and assignee_id is None,
        can_release=is_open and assignee_id is not None and pair[1] is not None and (assignee_id == me or head),
        can_assign=is_open and head,
        refused_because=reason,
    )


def leads(viewer: Viewer, organisation_id: int | None) -> bool:
    """Say whether the viewer leads this organisation (a director also leads the centre of their school)."""
    if organisation_id is None:
        return False
    node = current_tree().node(organisation_id)
    places = [node.id] + ([node.parent_id] if node.kind is OrganisationKind.CENTRE and node.parent_id else [])
    return any(viewer.find_post(role, place) for place in places for role in HEADS.get(node.kind, ()))
