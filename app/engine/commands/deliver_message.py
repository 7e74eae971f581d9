"""Hand a message to the case that waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import or_, select

from app.audit.models import Actor
from app.engine.commands.steps.locked import LockedCase, lock_case
from app.engine.commands.steps.people import read_people
from app.engine.commands.steps.readable import RESERVED
from app.engine.commands.steps.settling import settle
from app.engine.commands.steps.stopping import stop, stopped
from app.engine.models import IncidentKind, Subscription
from app.engine.models.values import to_column
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotFound
from app.foundation.transaction import command
from app.workflow.faults import NotWaiting, WorkflowError


class _Failed(Exception):
    """The case failed on the message."""

    def __init__(self, failure: WorkflowError, case_id: int) -> None:
        super().__init__(str(failure))
        self.failure = failure
        self.case_id = case_id


def deliver_message(
    name: str,
    correlation_key: str = "",
    variables: Mapping[str, Any] | None = None,
    *,
    delivered_by: Actor,
    case_id: int | None = None,
) -> int:
    """Deliver a message to the one case that waits for it (or to `case_id`) and return the id of the case.

    Raises NotFound when no case waits for it, Conflict when several do, InvalidInput for reserved names, Stopped when
    the case fails on it.
    """
    given = dict(variables or {})
    if set(given) & RESERVED:
        raise InvalidInput(problems=dict.fromkeys(sorted(set(given) & RESERVED), "reserved"))
    try:
        return _deliver(name, correlation_key, given, delivered_by, case_id)
    except _Failed as failed:
        payload = {"message": name, "key": correlation_key, "variables": to_column(given)}
        incident_id = stop(
            failed.failure,
            case_id=failed.case_id,
            kind=IncidentKind.FAILED_STEP,
            actor=delivered_by,
            payload=payload,
        )
        raise stopped(failed.failure, incident_id) from failed


@command
def _deliver(name: str, key: str, variables: Mapping[str, Any], actor: Actor, case_id: int | None) -> int:
    case = lock_case(case_id if case_id is not None else _find_case(name, key))
    case.require_running()
    try:
        deliver_to(case, name, key, variables, actor)
    except NotWaiting as refused:
        raise NotFound(message=name) from refused
    except WorkflowError as failure:
        raise _Failed(failure, case.id) from failure
    return case.id


def deliver_to(case: LockedCase, name: str, key: str, variables: Mapping[str, Any], actor: Actor) -> None:
    """Let a locked case receive a message and write what follows."""
    waits = [wait for wait in case.workflow.messages() if wait.name == name and wait.correlation_key in (None, key)]
    if not waits and not key:
        waits = [wait for wait in case.workflow.messages() if wait.name == name]
    if not waits:
        raise NotWaiting(name, key)
    people = read_people(case, actor.person_id)
    trail = case.workflow.deliver_message(name, waits[0].correlation_key, variables, at=case.at)
    facts = {"message": name, "key": key, "element": waits[0].element_id, "answers": sorted(variables)}
    settle(case, people, trail, action="deliver_message", actor=actor, facts=facts)


def _find_case(name: str, key: str) -> int:
    found = set(
        db.session.scalars(
            select(Subscription.case_id)
            .where(
                Subscription.name == name,
                or_(Subscription.correlation_key == key, Subscription.correlation_key.is_(None)),
            )
            .limit(3)
        )
    )
    if not found:
        raise NotFound(message=name)
    if len(found) > 1:
        raise Conflict(message=name, cases=sorted(found))
    return found.pop()
