"""Make the term of an open task longer: both days are kept, the reminders begin anew, its people are told.

Timers of the diagram that count from the term move with it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, update

from app.access.models import Role
from app.audit.models import Actor
from app.engine.commands.steps.announcing import executors_of
from app.engine.commands.steps.attention import next_moment, plan
from app.engine.commands.steps.counting_timers import move_with_term
from app.engine.commands.steps.locked import TASK, LockedCase, TaskRow
from app.engine.commands.steps.people import Pair, People, is_candidate, is_excluded
from app.engine.commands.steps.rights import (
    further_candidates,
    is_sysadmin,
    require_seen,
    who_was_faster,
)
from app.engine.events import TaskExtended
from app.engine.models import TaskExtension, TaskState
from app.engine.models.task import NEVER
from app.foundation.database import db
from app.foundation.errors import InvalidInput, NotAllowed
from app.foundation.transaction import announce
from app.organisation.models import OrganisationKind
from app.organisation.policy.heads import HEADS
from app.organisation.queries import current_tree, timezone_of, working_calendar_of
from app.workflow.deadline import DueDate, due_at
from app.workflow.elements import UserTaskSpec

EXTENDERS = frozenset({Role.MOUO_OFFICER.value, Role.MOUO_HEAD.value, Role.REGIONAL_OFFICER.value})
"""Who may make terms longer for the organisations below theirs."""
LONGEST_REASON = 4_000
_CONTROLLING = (OrganisationKind.MOUO, OrganisationKind.REGION)


def may_extend_for(own: Collection[Pair], place: int, coordinator_id: int | None) -> bool:
    """Say whether posts allow to extend tasks of the organisation `place`.

    Officers and heads of an organisation above it, its regional coordinator, the head of a controlling organisation
    for that organisation itself, and system administrators.
    """
    tree = current_tree()
    node = tree.node(place)
    above = {one.id for one in tree.upwards(place) if one.id != place}
    leaders = {role.value for role in HEADS.get(node.kind, ())} if node.kind in _CONTROLLING else set()
    return any(
        role == Role.SYSADMIN.value
        or (role in EXTENDERS and organisation_id in above)
        or (role == Role.REGIONAL_COORDINATOR.value and organisation_id == coordinator_id != place)
        or (role in leaders and organisation_id == place)
        for role, organisation_id in own
    )


def require_extender(case: LockedCase, task: TaskRow, people: People, actor: Actor) -> None:
    """Raise NotFound to a stranger and NotAllowed to who may not extend; nobody extends what is theirs to do."""
    if actor.person_id is None:
        return
    place = task["organisation_id"] or case.organisation_id
    if not may_extend_for(people.own, place, case.places.get("coordinator")):
        require_seen(task, people)
        raise NotAllowed(task_id=task["id"])
    if is_own(task, people):
        raise NotAllowed(task_id=task["id"], reason="own task")


def is_issuer(initiator_id: int | None, initiator_place: int | None, person_id: int | None, place: int) -> bool:
    """Say whether a person issued the work: they opened the case, in the organisation that does the task or above it.

    Whoever asks a body above them for a decision has issued nothing to that body.
    """
    if person_id is None or person_id != initiator_id or initiator_place is None:
        return False
    return initiator_place in current_tree().node(place).ids


def require_decider(case: LockedCase, task: TaskRow, people: People, actor: Actor) -> None:
    """Raise unless the actor may decide on a request: the issuer of the work, or who may extend the task unasked."""
    place = task["organisation_id"] or case.organisation_id
    if is_issuer(case.initiator_id, case.initiator_organisation_id, actor.person_id, place):
        if is_own(task, people):
            raise NotAllowed(task_id=task["id"], reason="own task")
        return
    require_extender(case, task, people, actor)


def deciders_of(case: LockedCase, task: TaskRow, people: People) -> tuple[int, ...]:
    """Return who is told of a request: the issuer, else the officers and heads of the nearest organisation above."""
    place = task["organisation_id"] or case.organisation_id
    doers = set(executors_of(task, people))
    if case.initiator_id not in doers and is_issuer(
        case.initiator_id, case.initiator_organisation_id, case.initiator_id, place
    ):
        return (case.initiator_id,) if case.initiator_id is not None else ()
    for node in current_tree().upwards(place):
        roles = EXTENDERS if node.id != place else set()
        if node.id == place and node.kind in _CONTROLLING:
            roles = {role.value for role in HEADS.get(node.kind, ())}
        found = [
            person for person in people.holders([(role, node.id) for role in sorted(roles)]) if person not in doers
        ]
        if found:
            return tuple(found)
    return ()


def is_own(task: TaskRow, people: People) -> bool:
    """Say whether the task is for the one who acts to do, so that they may not lengthen it; administrators may."""
    if people.person_id is None or is_sysadmin(people):
        return False
    if task["assignee_id"] == people.person_id:
        return True
    able = is_candidate(people, task, further_candidates(task["id"], people, task))
    return able and not is_excluded(people.person_id, task)


def checked_reason(reason: str) -> str:
    """Return the reason without blanks around it; raises InvalidInput for an empty or endless one."""
    text = reason.strip()
    if not text or len(text) > LONGEST_REASON:
        raise InvalidInput(problems={"reason": "required" if not text else "too long"})
    return text


def extend(case: LockedCase, task: TaskRow, people: People, *, to: date, reason: str, actor: Actor) -> dict[str, Any]:
    """Move the last day of an open task and return the facts for the record; the caller writes it and stores the case.

    Raises InvalidInput when the task has no term, or `to` is not after it and not after yesterday; TaskNotOpen when
    somebody changed the task meanwhile.
    """
    old: date | None = task["legal_date"]
    place = task["organisation_id"] or case.organisation_id
    zone = ZoneInfo(timezone_of(place))
    if old is None:
        raise InvalidInput(problems={"new_date": "no term"})
    require_later(old, to, case.at.astimezone(zone).date())
    columns = _new_term(case, task, to, place, zone)
    changed = db.session.execute(
        update(TASK)
        .where(TASK.c.id == task["id"], TASK.c.state == TaskState.OPEN, TASK.c.legal_date == old)
        .values(**columns)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE gives a CursorResult
        raise who_was_faster(task["id"])
    row = {"task_id": task["id"], "old_date": old, "new_date": to, "reason": reason, "extended_at": case.at}
    who = {"extended_by": actor.person_id, "extended_by_name": actor.name}
    db.session.execute(insert(TaskExtension.__table__), [{**row, **who}])  # type: ignore[arg-type]
    announce(
        TaskExtended(
            case_id=case.id,
            task_id=task["id"],
            old_date=old,
            new_date=to,
            reason=reason,
            by_person_id=actor.person_id,
            to=executors_of(task, people),
        )
    )
    kept = {name: task[name] for name in ("name", "round")}
    days = {"was": old.isoformat(), "until": to.isoformat()}
    timers = move_with_term(case, task["element_id"], to - old)
    moved = {"timers": timers} if timers else {}
    return {"task": task["id"], "element": task["element_id"], **kept, **days, **moved}


def require_later(old: date, to: date, today: date) -> None:
    """Raise InvalidInput unless a day is after the term and has not passed."""
    if to <= old or to < today:
        raise InvalidInput(problems={"new_date": "not later"})


def _new_term(case: LockedCase, task: TaskRow, to: date, place: int, zone: ZoneInfo) -> dict[str, Any]:
    calendar = working_calendar_of(place)
    due = DueDate(legal=to, safe=calendar.previous_working_day(to), printed=task["printed_date"] or to)
    spec = case.live.task_spec(task["element_id"]) or UserTaskSpec(element_id=task["element_id"], name=task["name"])
    opened_on = task["opened_at"].astimezone(zone).date()
    moments = plan(spec, due, opened_on=opened_on, calendar=calendar, zone=zone)
    return {
        "legal_date": due.legal,
        "safe_date": due.safe,
        "due_at": due_at(due, zone),
        "burn_at": datetime.combine(due.safe, time(23, 59, 59), tzinfo=zone).astimezone(UTC),
        "attend_at": next_moment(moments, case.at) or NEVER,
        "known_by": "",
    }
