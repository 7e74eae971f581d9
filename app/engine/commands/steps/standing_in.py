"""Acting for another: for an absent person one substitutes, or for one who delegated a task; asked under the lock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from sqlalchemy import select

from app.access.models import Person
from app.access.policy import StandIn
from app.audit.models import Actor
from app.engine.commands.steps.locked import LockedCase, TaskRow
from app.engine.commands.steps.people import is_excluded
from app.engine.models import TaskCandidate
from app.foundation.clock import today
from app.foundation.database import db
from app.foundation.errors import NotAllowed
from app.organisation.queries import timezone_of
from app.organisation.queries.absences import list_stand_ins

Candidate = tuple[str, int | None, int | None]
GOOD, RETURN = "good", "return"


def lends(stand_in: StandIn, process_key: str, task: TaskRow, further: Iterable[Candidate]) -> bool:
    """Say whether the absent person of a substitution could do the task (four eyes aside) and lends that right."""
    if stand_in.process_key not in ("", process_key):
        return False
    pairs = stand_in.pairs
    in_post = (task["role"], task["organisation_id"]) in pairs
    if task["assignee_id"] is not None:
        return bool(task["assignee_id"] == stand_in.person_id and (stand_in.is_whole or in_post))
    return in_post or any(
        (person == stand_in.person_id and stand_in.is_whole) if person is not None else (role, place) in pairs
        for role, place, person in further
    )


def find_substituted(case: LockedCase, task: TaskRow, actor: Actor) -> Actor | None:
    """Return the actor as the substitute of an absent person who could do the task; None when nobody lends the right.

    Raises NotAllowed with the reason of four eyes when all who could lend it are left out, or the actor is.
    """
    lenders = list(_lenders(case, task, actor))
    if not lenders:
        return None
    reasons = [is_excluded(actor.person_id, task) or is_excluded(one.person_id, task) for one in lenders]
    for stand_in, reason in zip(lenders, reasons, strict=True):
        if not reason:
            return replace(
                actor,
                organisation_id=task["organisation_id"] or actor.organisation_id,
                role=task["role"] or actor.role,
                on_behalf_of=stand_in.name,
                on_behalf_of_id=stand_in.person_id,
                basis=stand_in.basis,
            )
    raise NotAllowed(task_id=task["id"], reason=reasons[0])


def _lenders(case: LockedCase, task: TaskRow, actor: Actor) -> Iterator[StandIn]:
    if actor.person_id is None:
        return
    stand_ins = list_stand_ins(actor.person_id, today(timezone_of(case.organisation_id)))
    if not stand_ins:
        return
    columns = (TaskCandidate.role, TaskCandidate.organisation_id, TaskCandidate.person_id)
    rows = db.session.execute(select(*columns).where(TaskCandidate.task_id == task["id"])).all()
    further = [(row.role, row.organisation_id, row.person_id) for row in rows]
    yield from (one for one in stand_ins if lends(one, case.live.process_key, task, further))


def as_delegate(task: TaskRow, actor: Actor) -> Actor:
    """Return the actor as the one who decides a delegated task for its owner; raises NotAllowed when it goes back."""
    if not task["delegation"]:
        return actor
    if task["delegation"] == RETURN:
        raise NotAllowed(task_id=task["id"], reason="delegated")
    reason = is_excluded(task["delegated_by_id"], task)
    if reason:
        raise NotAllowed(task_id=task["id"], reason=reason)
    name = db.session.scalar(select(Person.name).where(Person.id == task["delegated_by_id"])) or ""
    return replace(
        actor,
        on_behalf_of=name,
        on_behalf_of_id=task["delegated_by_id"],
        basis=task["delegated_basis"],
    )
