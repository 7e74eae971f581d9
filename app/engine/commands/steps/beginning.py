"""Begin a case that nobody else can know of yet: its row, its variables, its running workflow, its title."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from app.access.models import Person
from app.audit.commands import EMPTY
from app.engine.commands.steps.bound import Bound
from app.engine.commands.steps.locked import CASE, LockedCase
from app.engine.commands.steps.numbering import next_number
from app.engine.commands.steps.places import given_of, initiator_of, places_of
from app.engine.commands.steps.titles import title_of
from app.engine.events import CaseStarted
from app.engine.models import CaseStatus
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.transaction import announce
from app.organisation.queries import functions_for, timezone_of
from app.processes.queries import Live, settings_for, settings_variable
from app.workflow.workflow import Workflow


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """What a case begins with; the initiator acts in `role` of `post_organisation_id`.

    `called_by` is the case that opens it, `element` a start event other than the plain one.
    `bound` is the last day set for a campaign, `origin` comes back in the event `CaseStarted`.
    """

    live: Live
    organisation_id: int
    initiator_id: int | None
    initiator_name: str
    role: str
    post_organisation_id: int | None
    title: str
    variables: Mapping[str, Any]
    called_by: int | None = None
    element: str | None = None
    bound: Bound | None = None
    origin: str = ""


def begin_case(beginning: Beginning) -> LockedCase:
    """Insert a case and let its workflow run until it waits; the caller settles it. Raises WorkflowError."""
    case = _insert(beginning)
    known = {
        **beginning.variables,
        "settings": settings_variable(settings_for(beginning.live, beginning.organisation_id)),
        "initiator": initiator_of(vars(case)),
    }
    workflow = Workflow.start(
        beginning.live.definition,
        variables=known,
        given=given_of(vars(case), beginning.live),
        at=case.at,
        element=beginning.element,
        functions=functions_for(case.organisation_id),
        called=beginning.called_by is not None,
    )
    case.begin(workflow)
    case.title = beginning.title or title_of(case, beginning.live)
    return case


def start_facts(beginning: Beginning, case: LockedCase) -> dict[str, Any]:
    """Return what the record says of the opening."""
    return {
        "process": beginning.live.process_key,
        "version": beginning.live.number,
        "version_sha256": beginning.live.sha256,
        "number": case.number,
        "organisation": beginning.organisation_id,
        "title": case.title,
        "answers": sorted(beginning.variables),
    }


def announce_start(case: LockedCase, origin: str = "") -> None:
    """Announce that a case was opened."""
    announce(
        CaseStarted(
            case_id=case.id,
            number=case.number,
            process_key=case.live.process_key,
            version_id=case.live.version_id,
            organisation_id=case.organisation_id,
            initiator_id=case.initiator_id,
            origin=origin,
        )
    )


_FRESH: Mapping[str, Any] = {
    "title": "",
    "status": CaseStatus.RUNNING,
    "outcome_element": "",
    "outcome_words": "",
    "round": 1,
    "previous_for_id": None,
    "remarks_left": 0,
    "undo_task_id": None,
    "state": b"",
    "ver": 1,
}


def _insert(beginning: Beginning) -> LockedCase:
    """Insert the row of a case that has no state yet, and return it as locked: nobody else can know of it."""
    at = now()
    place = beginning.post_organisation_id or beginning.organisation_id
    values: dict[str, Any] = {
        "number": next_number(beginning.live.number_prefix, today(timezone_of(beginning.organisation_id)).year),
        "process_id": beginning.live.process_id,
        "version_id": beginning.live.version_id,
        "organisation_id": beginning.organisation_id,
        "initiator_id": beginning.initiator_id,
        "initiator_name": beginning.initiator_name if beginning.initiator_id is not None else "",
        "initiator_organisation_id": place,
        "initiator_role": beginning.role,
        **_FRESH,
        "edition": 1 if beginning.variables else 0,
        "rounds": {},
        "places": places_of(beginning.organisation_id, place),
        "previous_id": beginning.initiator_id,
        "opened_at": at,
    }
    more: dict[str, Any] = {
        "open_words": "",
        "readable": {},
        "changed_at": at,
        "audit_number": 0,
        "audit_hash": EMPTY.hash,
    }
    bound = beginning.bound.column() if beginning.bound is not None else None
    if bound is not None:
        more["bound"] = bound
    case_id = db.session.execute(insert(CASE).values({**values, **more}).returning(CASE.c.id)).scalar_one()
    return LockedCase(
        id=case_id, **values, initiator_login=_login(beginning.initiator_id), head=EMPTY, live=beginning.live, at=at,
        bound=bound, called_by=beginning.called_by,
    )  # fmt: skip


def _login(person_id: int | None) -> str | None:
    return db.session.scalar(select(Person.login).where(Person.id == person_id)) if person_id is not None else None
