"""Write what the case of an assignment says into its row; called in the transaction of the case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select

from app.access.models import Person
from app.assignments.models import Assignment, AssignmentHelper, AssignmentState
from app.audit.models import Actor
from app.engine.commands.readers import let_read
from app.engine.models import Case, CaseCall, CaseStatus, TaskState, UserTask
from app.foundation.clock import now
from app.foundation.database import db

EXECUTE: Final = "execute"
ACCEPT: Final = "accept"
REMOVED: Final = "end_removed"


def note_assignment(case_id: int, origin: str) -> None:
    """Write the row of an assignment that was just given; its people may read the case it comes from."""
    case = db.session.execute(
        select(Case.readable, Case.initiator_id, Case.initiator_name).where(Case.id == case_id)
    ).one()
    values: Mapping[str, Any] = case.readable
    origin_id, parent_id = _from(case_id, origin)
    parent = db.session.get(Assignment, parent_id) if parent_id is not None else None
    executor = _number(values.get("executor"))
    controller = _number(values.get("controller")) or case.initiator_id
    due = values.get("due")
    row = Assignment(
        case_id=case_id,
        origin_id=origin_id,
        parent_id=parent.case_id if parent is not None else None,
        root_id=parent.root_id if parent is not None else case_id,
        issuer_id=case.initiator_id,
        issuer_name=case.initiator_name,
        executor_id=executor,
        executor_name=_name(executor),
        controller_id=controller,
        controller_name=_name(controller),
        state=AssignmentState.WORKING,
        first_due=due if isinstance(due, date) else now().date(),
        due=due if isinstance(due, date) else now().date(),
    )
    db.session.add(row)
    db.session.flush()
    helpers = [_number(one.get("person")) for one in values.get("co_executors") or () if isinstance(one, Mapping)]
    people = [person for person in dict.fromkeys(helpers) if person is not None]
    db.session.add_all(AssignmentHelper(case_id=case_id, person_id=one, name=_name(one)) for one in people)
    db.session.flush()
    giver = Actor(person_id=case.initiator_id, name=case.initiator_name)
    if controller is not None and controller != case.initiator_id:
        let_read(case_id, [controller], giver)
    if origin_id is not None and executor is not None:
        let_read(origin_id, [executor, *people], giver)


def bring_up_to_date(case_id: int) -> None:
    """Write how an assignment stands now; other cases are left alone."""
    row = db.session.get(Assignment, case_id)
    if row is None:
        return
    case = db.session.execute(
        select(Case.status, Case.outcome_element, Case.round, Case.readable).where(Case.id == case_id)
    ).one()
    open_tasks = db.session.execute(
        select(UserTask.element_id, UserTask.legal_date).where(
            UserTask.case_id == case_id, UserTask.state == TaskState.OPEN
        )
    ).all()
    row.returns = case.round - 1
    if case.status is not CaseStatus.RUNNING:
        done = case.status is CaseStatus.COMPLETED and case.outcome_element != REMOVED
        row.state = AssignmentState.ACCEPTED if done else AssignmentState.REMOVED
        row.closed_at = row.closed_at or now()
        row.removal_reason = str(case.readable.get("removal_reason") or "") if not done else ""
    else:
        reported = any(task.element_id == ACCEPT for task in open_tasks)
        row.state = AssignmentState.REPORTED if reported else AssignmentState.WORKING
        row.reported_at = (row.reported_at or now()) if reported else None
        row.closed_at = None
        row.due = next((task.legal_date for task in open_tasks if task.element_id == EXECUTE), None) or row.due
    db.session.flush()


def _from(case_id: int, origin: str) -> tuple[int | None, int | None]:
    """Return the case and the assignment that this one comes from: as it was given, or by the call that opened it."""
    head, _colon, rest = origin.partition(":")
    if head == "assignment":
        case, _colon, parent = rest.partition(":")
        return int(case) if case else None, int(parent) if parent else None
    return db.session.scalar(select(CaseCall.parent_id).where(CaseCall.child_id == case_id)), None


def _number(value: Any) -> int | None:
    return int(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def _name(person_id: int | None) -> str:
    return db.session.scalar(select(Person.name).where(Person.id == person_id)) or "" if person_id is not None else ""
