"""Ask for a later day, decide on it, take the request back; what was asked and answered is kept for ever."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.audit.commands import record
from app.audit.models import Actor
from app.engine.commands.steps.extending import (
    checked_reason,
    deciders_of,
    extend,
    require_decider,
    require_later,
)
from app.engine.commands.steps.locked import LockedCase, TaskRow, lock_task
from app.engine.commands.steps.people import People, read_people
from app.engine.commands.steps.rights import require_open, require_right
from app.engine.events import ExtensionRefused, ExtensionRequested
from app.engine.models import ExtensionRequest, RequestState
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotFound
from app.foundation.transaction import announce, command
from app.organisation.queries import timezone_of

MOST_REQUESTS: Final = 5
"""How many requests one task may have, withdrawn ones too: who needs more talks to the issuer."""
FURTHEST: Final = timedelta(days=366)
"""How far from the present term a day may be asked for."""


@command
def request_extension(task_id: int, *, new_date: date, reason: str, requested_by: Actor) -> int:
    """Ask that the last day of an open task be `new_date`; who may do the task may ask. Returns the id of the request.

    Raises NotFound, NotAllowed, TaskNotOpen; Conflict when a request waits already or there were too many; InvalidInput
    when the task has no term, the day is not later or too far, or the reason is missing.
    """
    text = checked_reason(reason)
    case, task = lock_task(task_id)
    people = read_people(case, requested_by.person_id)
    actor = require_right(case, task, people, requested_by)
    require_open(task)
    _require_askable(case, task, new_date)
    row = ExtensionRequest(
        task_id=task_id,
        old_date=task["legal_date"],
        wanted_date=new_date,
        reason=text,
        requested_by=actor.person_id,
        requested_by_name=actor.name,
        requested_at=case.at,
        state=RequestState.WAITING,
    )
    db.session.add(row)
    db.session.flush()
    facts = {"was": task["legal_date"].isoformat(), "until": new_date.isoformat(), "comment": text}
    _record(case, task, "request_extension", actor, facts)
    to = deciders_of(case, task, people)
    announce(
        ExtensionRequested(
            case_id=case.id, task_id=task_id, wanted_date=new_date, reason=text, by_person_id=actor.person_id, to=to
        )
    )
    return row.id


@command
def decide_extension(
    request_id: int, *, grant: bool, decided_by: Actor, new_date: date | None = None, answer: str = ""
) -> None:
    """Grant a request, with the day asked for or with `new_date`, or refuse it with words.

    The issuer of the work decides, or who may make the term longer unasked; never who does the task. Raises NotFound,
    NotAllowed, TaskNotOpen, Conflict when it was decided meanwhile, InvalidInput.
    """
    row, case, task, people = _locked(request_id, decided_by)
    require_decider(case, task, people, decided_by)
    _require_waiting(row, task)
    said = answer.strip()
    if not grant:
        said = checked_reason(answer)
    row.answer, row.decided_by, row.decided_by_name = said[:4000], decided_by.person_id, decided_by.name
    row.decided_at = case.at
    if grant:
        row.granted_date = new_date or row.wanted_date
        row.state = RequestState.GRANTED
        facts = extend(case, task, people, to=row.granted_date, reason=row.reason, actor=decided_by)
        _record(case, task, "grant_extension", decided_by, {**facts, "comment": said})
        return
    row.state = RequestState.REFUSED
    _record(case, task, "refuse_extension", decided_by, {"until": row.wanted_date.isoformat(), "comment": said})
    to = (row.requested_by,) if row.requested_by not in (None, decided_by.person_id) else ()
    announce(
        ExtensionRefused(
            case_id=case.id,
            task_id=task["id"],
            wanted_date=row.wanted_date,
            answer=said,
            by_person_id=decided_by.person_id,
            to=tuple(person for person in to if person is not None),
        )
    )


@command
def withdraw_request(request_id: int, *, withdrawn_by: Actor) -> None:
    """Take a request back that nobody has decided yet; only who made it may. Raises NotFound, Conflict."""
    row, case, task, _people = _locked(request_id, withdrawn_by)
    if withdrawn_by.person_id is not None and row.requested_by != withdrawn_by.person_id:
        raise NotFound(request_id=request_id)
    _require_waiting(row, task)
    row.state, row.decided_at = RequestState.WITHDRAWN, case.at
    _record(case, task, "withdraw_extension", withdrawn_by, {"until": row.wanted_date.isoformat()})


def _require_askable(case: LockedCase, task: TaskRow, new_date: date) -> None:
    old: date | None = task["legal_date"]
    if old is None:
        raise InvalidInput(problems={"new_date": "no term"})
    zone = ZoneInfo(timezone_of(task["organisation_id"] or case.organisation_id))
    require_later(old, new_date, case.at.astimezone(zone).date())
    if new_date - old > FURTHEST:
        raise InvalidInput(problems={"new_date": "too far"})
    states = list(db.session.scalars(select(ExtensionRequest.state).where(ExtensionRequest.task_id == task["id"])))
    if RequestState.WAITING in states:
        raise Conflict(task_id=task["id"], reason="waiting")
    if len(states) >= MOST_REQUESTS:
        raise Conflict(task_id=task["id"], reason="too many")


def _locked(request_id: int, actor: Actor) -> tuple[ExtensionRequest, LockedCase, TaskRow, People]:
    """Lock the case of a request and read the request again under the lock."""
    task_id = db.session.scalar(select(ExtensionRequest.task_id).where(ExtensionRequest.id == request_id))
    if task_id is None:
        raise NotFound(request_id=request_id)
    case, task = lock_task(task_id)
    row = db.session.get(ExtensionRequest, request_id, populate_existing=True)
    if row is None:
        raise NotFound(request_id=request_id)
    return row, case, task, read_people(case, actor.person_id)


def _require_waiting(row: ExtensionRequest, task: TaskRow) -> None:
    require_open(task)
    if row.state is not RequestState.WAITING:
        raise Conflict(request_id=row.id, state=row.state.value)


def _record(case: LockedCase, task: TaskRow, action: str, actor: Actor, facts: dict[str, Any]) -> None:
    about = {"task": task["id"], "element": task["element_id"], "name": task["name"], "round": task["round"]}
    case.head = record(case.stream, action, actor, {**about, **facts}, head=case.head)
    case.store()
