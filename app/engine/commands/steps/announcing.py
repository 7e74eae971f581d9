"""Say what has to be said about a task today: to whom, recorded in the case, and when to look at it next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from app.access.models import Role
from app.audit.commands import record
from app.audit.models import SYSTEM
from app.engine.commands.steps.attention import Moment, moments_to_say, next_moment
from app.engine.commands.steps.due import moments_of_task
from app.engine.commands.steps.locked import TASK, LockedCase, TaskRow
from app.engine.commands.steps.people import People, is_excluded, read_people
from app.engine.events import AttentionDue
from app.engine.models import TaskCandidate, TaskState
from app.engine.models.task import NEVER
from app.foundation.database import db
from app.foundation.errors import Conflict
from app.foundation.transaction import announce
from app.organisation.models import OrganisationKind
from app.organisation.policy.heads import HEADS
from app.organisation.queries import Node, current_tree
from app.workflow.elements import UserTaskSpec

OFFICERS: Mapping[OrganisationKind, Role] = {
    OrganisationKind.MOUO: Role.MOUO_OFFICER,
    OrganisationKind.REGION: Role.REGIONAL_OFFICER,
}
"""Who watches over those below, in the kinds of organisations that control others."""


@dataclass(frozen=True, kw_only=True)
class _Hearers:
    """Who hears of a moment, and the role that is told besides the executor."""

    to: tuple[int, ...]
    role: str = ""


def say_moments(case: LockedCase, task: TaskRow) -> bool:
    """Announce every moment of the task that has come and set the next; raises Conflict when the row has changed."""
    place = task["organisation_id"] or case.organisation_id
    spec = case.live.task_spec(task["element_id"]) or UserTaskSpec(element_id=task["element_id"], name=task["name"])
    moments = moments_of_task(spec, task, place)
    people = read_people(case, None)
    known_by = task["known_by"]
    told: list[dict[str, Any]] = []
    for moment in moments_to_say(moments, since=task["attend_at"], until=case.at):
        hearers = _hearers(case, task, people, moment, place)
        if not hearers.to:
            continue
        if moment.kind in {"overdue", "escalate"} and hearers.role:
            known_by = hearers.role
        told.append({"moment": moment.kind, "days": moment.days, "role": hearers.role, "to": list(hearers.to)})
        announce(AttentionDue(case_id=case.id, task_id=task["id"], moment=moment.kind, to=hearers.to))
    changed = db.session.execute(
        update(TASK)
        .where(TASK.c.id == task["id"], TASK.c.state == TaskState.OPEN, TASK.c.attend_at == task["attend_at"])
        .values(attend_at=next_moment(moments, case.at) or NEVER, known_by=known_by)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE gives a CursorResult
        raise Conflict(task_id=task["id"])
    if told:
        facts = {"task": task["id"], "element": task["element_id"], "name": task["name"], "told": told}
        case.head = record(case.stream, "attend_to_task", SYSTEM, facts, head=case.head)
        case.store()
    return True


def _hearers(case: LockedCase, task: TaskRow, people: People, moment: Moment, place: int) -> _Hearers:
    executors = executors_of(task, people)
    if moment.kind == "remind":
        return _Hearers(to=executors)
    if moment.kind == "due":
        return _Hearers(to=_merge(executors, _heads(people, current_tree().node(place))))
    if moment.role:
        target = case.places.get(moment.place)
        to = people.holders([(moment.role, target)]) if target is not None else ()
        return _Hearers(to=to, role=moment.role)
    controlling = _controlling(place)
    if moment.kind == "escalate":
        if controlling is None:
            return _Hearers(to=())
        return _Hearers(to=_heads(people, controlling), role=HEADS[controlling.kind][0].value)
    if moment.alone or controlling is None:
        return _Hearers(to=executors)
    officer = OFFICERS[controlling.kind].value
    return _Hearers(to=_merge(executors, people.holders([(officer, controlling.id)])), role=officer)


def executors_of(task: TaskRow, people: People) -> tuple[int, ...]:
    """Return who can do the task: the one who has it, else every candidate that four eyes do not leave out."""
    if task["assignee_id"] is not None:
        return (task["assignee_id"],)
    pairs = [(task["role"], task["organisation_id"])] if task["organisation_id"] is not None else []
    named = []
    for row in db.session.execute(
        select(TaskCandidate.role, TaskCandidate.organisation_id, TaskCandidate.person_id).where(
            TaskCandidate.task_id == task["id"]
        )
    ):
        if row.person_id is not None:
            named.append(row.person_id)
        elif row.organisation_id is not None:
            pairs.append((row.role, row.organisation_id))
    found = (*people.holders(pairs), *named)
    return tuple(dict.fromkeys(person for person in found if not is_excluded(person, task)))


def _heads(people: People, node: Node) -> tuple[int, ...]:
    for role in HEADS.get(node.kind, ()):
        place = node.parent_id if role is Role.SCHOOL_DIRECTOR and node.kind is OrganisationKind.CENTRE else node.id
        found = people.holders([(role.value, place)]) if place is not None else ()
        if found:
            return found
    return ()


def _controlling(place: int) -> Node | None:
    """Return the organisation that controls this one: the nearest above it that watches over others."""
    return next((node for node in current_tree().upwards(place) if node.id != place and node.kind in OFFICERS), None)


def _merge(first: tuple[int, ...], second: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(dict.fromkeys((*first, *second)))
