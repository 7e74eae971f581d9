"""How a person stands to a task: what they may do with it now, and why not more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.access.models import Role
from app.access.policy import StandIn, Viewer
from app.engine.models import TaskState
from app.organisation.models import OrganisationKind
from app.organisation.policy.heads import HEADS
from app.organisation.queries import current_tree


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The answer; `refused_because` as TaskView says. `on_behalf_of` and `basis` show whom the viewer would act for."""

    can_complete: bool
    can_claim: bool
    can_release: bool
    can_assign: bool
    can_delegate: bool
    can_give_back: bool
    can_take_back: bool
    refused_because: str
    on_behalf_of: str
    basis: str


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the standing of a person to a task depends on. `further` says that they are a further candidate;
    `named` are the ids of people whom the diagram names, `groups` the pairs of all further candidates."""

    state: TaskState
    case_closed: bool
    process_key: str
    role: str
    organisation_id: int | None
    further: bool
    groups: tuple[tuple[str, int | None], ...]
    named: frozenset[int]
    assignee_id: int | None
    excluded: Mapping[int, str]
    delegation: str
    delegated_by_id: int | None
    delegated_by_name: str
    delegated_basis: str


def standing_of(viewer: Viewer, task: Facts) -> Standing:
    """Return what the viewer may do with a task; the commands ask the same again under the lock."""
    me = viewer.person_id
    lender = _lender(viewer, task)
    head = leads(viewer, task.organisation_id) or viewer.holds(Role.SYSADMIN)
    is_open = task.state is TaskState.OPEN and not task.case_closed
    reason = _refusal(viewer, task, lender) if is_open else "closed"
    theirs = task.assignee_id is not None and (task.assignee_id == me or lender is not None)
    delegated = task.assignee_id == me and bool(task.delegation)
    return Standing(
        can_complete=reason == "",
        can_claim=reason == "" and task.assignee_id is None,
        can_release=is_open
        and _may_give_back(head, theirs, task)
        and task.organisation_id is not None
        and not delegated,
        can_assign=is_open and head,
        can_delegate=reason == "" and not task.delegation,
        can_give_back=is_open and delegated,
        can_take_back=is_open and bool(task.delegation) and task.delegated_by_id == me and task.assignee_id != me,
        refused_because=reason,
        on_behalf_of=lender.name if lender else task.delegated_by_name if delegated else "",
        basis=lender.basis if lender else task.delegated_basis if delegated else "",
    )


def _may_give_back(head: bool, theirs: bool, task: Facts) -> bool:
    return task.assignee_id is not None and (theirs or head)


def _refusal(viewer: Viewer, task: Facts, lender: StandIn | None) -> str:
    me = viewer.person_id
    if not _is_candidate(viewer, task) and task.assignee_id != me and lender is None:
        return "not candidate"
    if me in task.excluded:
        return task.excluded[me]
    if lender is not None:
        return task.excluded.get(lender.person_id, "")
    if task.assignee_id == me and task.delegation == "return":
        return "delegated"
    return "assigned" if task.assignee_id not in (None, me) else ""


def _is_candidate(viewer: Viewer, task: Facts) -> bool:
    place = task.organisation_id
    return task.further or (place is not None and viewer.find_post(task.role, place) is not None)


def _lender(viewer: Viewer, task: Facts) -> StandIn | None:
    """Return the absent person for whom the viewer would act; one whom four eyes leave out only when nobody else is."""
    if task.assignee_id == viewer.person_id or (task.assignee_id is None and _is_candidate(viewer, task)):
        return None
    lenders = [one for one in viewer.stands_in if _lends(one, task)]
    return next((one for one in lenders if one.person_id not in task.excluded), lenders[0] if lenders else None)


def _lends(one: StandIn, task: Facts) -> bool:
    if one.process_key not in ("", task.process_key):
        return False
    in_post = (task.role, task.organisation_id) in one.pairs
    if task.assignee_id is not None:
        return task.assignee_id == one.person_id and (one.is_whole or in_post)
    return in_post or bool(set(task.groups) & set(one.pairs)) or (one.is_whole and one.person_id in task.named)


def leads(viewer: Viewer, organisation_id: int | None) -> bool:
    """Say whether the viewer leads this organisation (a director also leads the centre of their school)."""
    if organisation_id is None:
        return False
    node = current_tree().node(organisation_id)
    places = [node.id] + ([node.parent_id] if node.kind is OrganisationKind.CENTRE and node.parent_id else [])
    return any(viewer.find_post(role, place) for place in places for role in HEADS.get(node.kind, ()))
