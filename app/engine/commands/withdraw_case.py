"""Take a case back."""

from __future__ import annotations

from app.audit.models import Actor
from app.engine.commands.steps.locked import LockedCase, lock_case
from app.engine.commands.steps.people import People, read_people
from app.engine.commands.steps.settling import settle
from app.engine.commands.steps.withdrawing import find_withdrawal, may_withdraw
from app.engine.models import CaseStatus
from app.foundation.errors import Conflict, InvalidInput, NotAllowed, Stopped
from app.foundation.transaction import command
from app.workflow.faults import WorkflowError


@command
def withdraw_case(case_id: int, *, withdrawn_by: Actor, reason: str) -> None:
    """Withdraw a case for its initiator (or whom the diagram names), where it waits for a withdrawal.

    Raises NotFound, NotAllowed (another person), Conflict when it is too late (signed, or closed), InvalidInput
    without a reason.
    """
    if not reason.strip():
        raise InvalidInput(problems={"reason": "required"})
    case = lock_case(case_id)
    case.require_running()
    people = read_people(case, withdrawn_by.person_id)
    wait = find_withdrawal(case.live, case.workflow)
    if not may_withdraw(case.live, wait, case.initiator_id, case.places, withdrawn_by.person_id, people.own):
        raise NotAllowed(case_id=case_id)
    if wait is None:
        raise Conflict(case_id=case_id, number=case.number, reason="too late")
    try:
        _withdraw(case, people, wait.name, wait.correlation_key, reason.strip(), withdrawn_by)
    except WorkflowError as failure:
        raise Stopped(None, ru=failure.ru, en=failure.en, case_id=case_id) from failure


def _withdraw(case: LockedCase, people: People, name: str, key: str | None, reason: str, actor: Actor) -> None:
    trail = case.workflow.deliver_message(name, key, {}, at=case.at)
    ending = CaseStatus.WITHDRAWN if case.workflow.state == "completed" else None
    settle(case, people, trail, action="withdraw_case", actor=actor, facts={"comment": reason}, ending=ending)
