"""Make terms longer: of one task, or of a whole case that was opened with a last day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select

from app.audit.commands import record
from app.audit.models import Actor
from app.engine.commands.steps.bound import read_bound
from app.engine.commands.steps.extending import checked_reason, extend, is_own, may_extend_for, require_extender
from app.engine.commands.steps.locked import TASK, LockedCase, lock_case, lock_task
from app.engine.commands.steps.people import read_people
from app.engine.commands.steps.rights import require_open
from app.engine.events import CaseExtended
from app.engine.models import TaskState
from app.foundation.database import db
from app.foundation.errors import InvalidInput, NotFound
from app.foundation.transaction import announce, command


@command
def extend_task(task_id: int, *, new_date: date, reason: str, extended_by: Actor) -> None:
    """Move the last day of an open task to `new_date`; both days and the reason stay with the task and in the record.

    Officers and heads above the organisation of the task may, never the one whose task it is (see
    `steps/extending.py`); the system may. Raises NotFound, NotAllowed, TaskNotOpen, and InvalidInput when the task has
    no term, `new_date` is not later than the term, or has passed, or the reason is missing.
    """
    text = checked_reason(reason)
    case, task = lock_task(task_id)
    people = read_people(case, extended_by.person_id)
    require_extender(case, task, people, extended_by)
    require_open(task)
    facts = extend(case, task, people, to=new_date, reason=text, actor=extended_by)
    _record(case, extended_by, {**facts, "comment": text})


@command
def extend_case(case_id: int, *, new_date: date, reason: str, extended_by: Actor) -> tuple[int, ...]:
    """Move the last day that was set for a whole case, and with it every open task that is late or was bound by it.

    Tasks that are the actor's own are left as they are. Returns the tasks that were extended. Raises NotFound, Conflict
    when the case is closed, InvalidInput when the case has no such day, or `new_date` is not after it.
    """
    text = checked_reason(reason)
    case = lock_case(case_id)
    people = read_people(case, extended_by.person_id)
    allowed = may_extend_for(people.own, case.organisation_id, case.places.get("coordinator"))
    if extended_by.person_id is not None and not allowed:
        raise NotFound(case_id=case_id)
    case.require_running()
    bound = read_bound(case.bound)
    if bound is None or new_date <= bound.day:
        raise InvalidInput(problems={"new_date": "no term" if bound is None else "not later"})
    moved = []
    for task in _tasks_to_move(case, bound.day, new_date):
        if not is_own(task, people):
            moved.append(extend(case, task, people, to=new_date, reason=text, actor=extended_by))
    case.bound = replace(bound, day=new_date).column()
    days = {"was": bound.day.isoformat(), "until": new_date.isoformat()}
    _record(case, extended_by, {**days, "moved": moved, "comment": text}, action="extend_case")
    announce(
        CaseExtended(
            case_id=case_id, old_date=bound.day, new_date=new_date, reason=text, by_person_id=extended_by.person_id
        )
    )
    return tuple(facts["task"] for facts in moved)


def _tasks_to_move(case: LockedCase, bound: date, to: date) -> list[Any]:
    query = select(TASK).where(TASK.c.case_id == case.id, TASK.c.state == TaskState.OPEN).order_by(TASK.c.id)
    rows = db.session.execute(query).mappings().all()
    return [
        row
        for row in rows
        if row["legal_date"] is not None
        and row["legal_date"] < to
        and (row["legal_date"] == bound or row["due_at"] < case.at)
    ]


def _record(case: LockedCase, actor: Actor, facts: dict[str, Any], *, action: str = "extend_task") -> None:
    case.head = record(case.stream, action, actor, facts, head=case.head)
    case.store()
