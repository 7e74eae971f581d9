"""Open a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.access.models import Role
from app.audit.models import Actor
from app.engine.commands.steps.beginning import Beginning, announce_start, begin_case, start_facts
from app.engine.commands.steps.bound import Bound
from app.engine.commands.steps.locked import LockedCase
from app.engine.commands.steps.opening import Sender
from app.engine.commands.steps.people import People, read_people
from app.engine.commands.steps.readable import RESERVED
from app.engine.commands.steps.rights import next_task_of
from app.engine.commands.steps.settling import Settled, settle
from app.foundation.clock import today
from app.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound, Stopped
from app.foundation.transaction import command
from app.organisation.models import Place
from app.organisation.queries import current_tree, resolve_place, timezone_of
from app.processes.queries import Live, current_version_id, get_process, live_version
from app.workflow.faults import WorkflowError

CAMPAIGN_ROLES = (
    *(Role.MOUO_OFFICER.value, Role.MOUO_HEAD.value),
    *(Role.REGIONAL_OFFICER.value, Role.REGIONAL_COORDINATOR.value),
)
"""Who may open cases for many organisations at once, for those below them (or that name them as coordinator)."""


@dataclass(frozen=True, kw_only=True)
class Started:
    """A case was opened; `next_task_id` is its open task that the one who started it can do at once."""

    case_id: int
    number: str
    task_ids: tuple[int, ...]
    next_task_id: int | None


@dataclass(frozen=True, kw_only=True)
class CampaignStart:
    """That a case is one of many which an officer opens at once for the organisations they control.

    `origin` comes back in the event `CaseStarted`, in the same transaction; `bound` is the last day set for all.
    """

    origin: str
    bound: Bound | None = None


@command
def start_case(
    *,
    process_key: str,
    organisation_id: int,
    started_by: Actor,
    role: str = "",
    title: str = "",
    variables: Mapping[str, Any] | None = None,
    version_id: int | None = None,
    campaign: CampaignStart | None = None,
) -> Started:
    """Open a case of the current version (or of `version_id`) for an organisation, in the post `role` of the starter.

    The post is one that is among the start roles of the process and held in the organisation or above it; in a
    campaign also those of `CAMPAIGN_ROLES` held above it.
    Raises NotFound for a process or organisation that is not there, NotAllowed when the person holds no such post,
    Conflict when the process has no version in effect, InvalidInput for values that the start form does not write,
    Stopped when its first steps fail (nothing is kept: the facts say what failed).
    """
    live = live_version(version_id if version_id is not None else current_version_id(process_key))
    if live.process_key != process_key:
        raise NotFound(process=process_key)
    node = current_tree().node(organisation_id)
    if not node.is_active:
        raise Conflict(organisation_id=organisation_id)
    post = _starting_post(live, organisation_id, started_by, role, in_campaign=campaign is not None)
    given = dict(variables or {})
    unknown = sorted(set(given) - live.writable_names(live.start_form_id)) if live.start_form_id else []
    unknown += sorted(set(given) & RESERVED)
    if unknown:
        raise InvalidInput(problems=dict.fromkeys(unknown, "unknown"), unknown_keys=unknown)
    beginning = Beginning(
        live=live, organisation_id=organisation_id, initiator_id=started_by.person_id, initiator_name=started_by.name,
        role=post[0], post_organisation_id=post[1], title=title, variables=given,
        bound=campaign.bound if campaign is not None else None,
        origin=campaign.origin if campaign is not None else "",
    )  # fmt: skip
    try:
        return _open(beginning, started_by)
    except WorkflowError as failure:
        raise Stopped(
            None, ru=failure.ru, en=failure.en, element_id=getattr(failure, "element_id", ""), process=process_key
        ) from failure


def _open(beginning: Beginning, actor: Actor) -> Started:
    case = begin_case(beginning)
    people = read_people(case, actor.person_id)
    settled = settle(
        case,
        people,
        case.workflow.trail,
        action="start_case",
        actor=actor,
        facts=start_facts(beginning, case),
        sender=Sender(name=actor.shown_name),
    )
    announce_start(case, beginning.origin)
    return _started(case, people, settled)


def _started(case: LockedCase, people: People, settled: Settled) -> Started:
    return Started(
        case_id=case.id,
        number=case.number,
        task_ids=settled.opened,
        next_task_id=next_task_of(people, settled.rows),
    )


def _starting_post(
    live: Live, organisation_id: int, actor: Actor, role: str, *, in_campaign: bool
) -> tuple[str, int | None]:
    """Return the post that lets this person start, asked in the database; the system itself may always start."""
    if actor.person_id is None:
        return role, None
    start_roles = list(get_process(live.process_key).start_roles)
    above = set(current_tree().node(organisation_id).ids)
    if in_campaign:
        start_roles += CAMPAIGN_ROLES if start_roles else ()
        above |= {resolve_place(Place.COORDINATOR, organisation_id) or organisation_id}
    people = People(on=today(timezone_of(organisation_id)), person_id=actor.person_id)
    people.read_own()
    fitting = sorted(pair for pair in people.own if pair[1] in above and (not start_roles or pair[0] in start_roles))
    wanted = [pair for pair in fitting if role in ("", pair[0])]
    acting = [pair for pair in wanted if pair[1] == actor.organisation_id]
    if not wanted:
        raise NotAllowed(process=live.process_key, organisation_id=organisation_id, start_roles=start_roles)
    return (acting or wanted)[0]
