"""Open a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from app.access.models import Person, Role
from app.audit.commands import EMPTY
from app.audit.models import Actor
from app.engine.commands.steps.bound import Bound
from app.engine.commands.steps.calendar_functions import functions_for
from app.engine.commands.steps.locked import CASE, LockedCase
from app.engine.commands.steps.numbering import next_number
from app.engine.commands.steps.opening import Sender
from app.engine.commands.steps.people import People, read_people
from app.engine.commands.steps.places import places_of
from app.engine.commands.steps.readable import RESERVED
from app.engine.commands.steps.rights import next_task_of
from app.engine.commands.steps.settling import Settled, make_case_variable, settle
from app.engine.commands.steps.titles import title_of
from app.engine.events import CaseStarted
from app.engine.models import CaseStatus
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound, Stopped
from app.foundation.transaction import announce, command
from app.organisation.models import Place
from app.organisation.queries import current_tree, resolve_place, timezone_of
from app.processes.models import Process
from app.processes.queries import Live, current_version_id, live_version, settings_variable
from app.workflow.faults import WorkflowError
from app.workflow.workflow import Workflow

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
class _Start:
    """What was asked for."""

    live: Live
    organisation_id: int
    by: Actor
    role: str
    post_organisation_id: int | None
    title: str
    variables: Mapping[str, Any]
    campaign: CampaignStart | None


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
    start = _Start(
        live=live, organisation_id=organisation_id, by=started_by, role=post[0], post_organisation_id=post[1],
        title=title, variables=given, campaign=campaign,
    )  # fmt: skip
    try:
        return _open(start)
    except WorkflowError as failure:
        raise Stopped(
            None, ru=failure.ru, en=failure.en, element_id=getattr(failure, "element_id", ""), process=process_key
        ) from failure


def _open(start: _Start) -> Started:
    case = _insert(start)
    initiator = _initiator(start)
    known = {
        **start.variables,
        "case": make_case_variable(case, initiator),
        "settings": settings_variable(start.live.settings),
        "initiator": initiator,
    }
    workflow = Workflow.start(
        start.live.definition, variables=known, at=case.at, functions=functions_for(case.organisation_id)
    )
    case.begin(workflow)
    case.title = start.title or title_of(case, start.live)
    people = read_people(case, start.by.person_id)
    settled = settle(
        case,
        people,
        workflow.trail,
        action="start_case",
        actor=start.by,
        facts=_facts(start, case),
        sender=Sender(name=start.by.name),
    )
    announce(
        CaseStarted(
            case_id=case.id,
            number=case.number,
            process_key=start.live.process_key,
            version_id=start.live.version_id,
            organisation_id=case.organisation_id,
            initiator_id=case.initiator_id,
            origin=start.campaign.origin if start.campaign is not None else "",
        )
    )
    return _started(case, people, settled)


def _facts(start: _Start, case: LockedCase) -> dict[str, Any]:
    return {
        "process": start.live.process_key,
        "version": start.live.number,
        "version_sha256": start.live.sha256,
        "number": case.number,
        "organisation": start.organisation_id,
        "title": case.title,
        "answers": sorted(start.variables),
    }


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
    start_roles = list(db.session.scalar(select(Process.start_roles).where(Process.id == live.process_id)) or [])
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


def _insert(start: _Start) -> LockedCase:
    """Insert the row of a case that has no state yet, and return it as locked: nobody else can know of it."""
    at = now()
    place = start.post_organisation_id or start.organisation_id
    values: dict[str, Any] = {
        "number": next_number(start.live.number_prefix, today(timezone_of(start.organisation_id)).year),
        "process_id": start.live.process_id,
        "version_id": start.live.version_id,
        "organisation_id": start.organisation_id,
        "initiator_id": start.by.person_id,
        "initiator_name": start.by.name if start.by.person_id is not None else "",
        "initiator_organisation_id": place,
        "initiator_role": start.role,
        "title": "",
        "status": CaseStatus.RUNNING,
        "outcome_element": "",
        "outcome_words": "",
        "round": 1,
        "edition": 1 if start.variables else 0,
        "rounds": {},
        "places": places_of(start.organisation_id, place),
        "previous_id": start.by.person_id,
        "state": b"",
        "ver": 1,
        "opened_at": at,
    }
    more: dict[str, Any] = {
        "open_words": "",
        "readable": {},
        "changed_at": at,
        "audit_number": 0,
        "audit_hash": EMPTY.hash,
    }
    bound = start.campaign.bound if start.campaign is not None else None
    if bound is not None:
        more["bound"] = bound.column()
    case_id = db.session.execute(insert(CASE).values({**values, **more}).returning(CASE.c.id)).scalar_one()
    return LockedCase(id=case_id, **values, bound=more.get("bound"), head=EMPTY, live=start.live, at=at)


def _initiator(start: _Start) -> dict[str, Any]:
    """Return the variable `initiator`: who opened the case, for assignments («=initiator») and texts."""
    login = ""
    if start.by.person_id is not None:
        login = db.session.scalar(select(Person.login).where(Person.id == start.by.person_id)) or ""
    return {
        "id": start.by.person_id,
        "login": login,
        "name": start.by.name,
        "role": start.role,
        "organisation": start.post_organisation_id or start.organisation_id,
    }
