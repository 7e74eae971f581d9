"""Let due timers and due moments of tasks have their effect, each exactly once."""

from __future__ import annotations

from sqlalchemy import select, update

from app.audit.models import SYSTEM
from app.engine.commands.steps.announcing import say_moments
from app.engine.commands.steps.locked import LockedCase, lock_case, lock_free_case, lock_task
from app.engine.commands.steps.opening import Sender
from app.engine.commands.steps.people import read_people
from app.engine.commands.steps.settling import settle
from app.engine.commands.steps.stopping import stop
from app.engine.models import IncidentKind, TaskState, Timer, TimerState
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import Conflict
from app.foundation.transaction import command
from app.workflow.faults import WorkflowError


class _Failed(Exception):
    """The case failed when its timers fired."""

    def __init__(self, failure: WorkflowError, case_id: int) -> None:
        super().__init__(str(failure))
        self.failure = failure
        self.case_id = case_id


def fire_timer(timer_id: int) -> bool:
    """Fire a due timer of a diagram; False when it is gone, not due, or another worker was faster.

    A case that fails on it gets an incident, and its due timers are stopped until that is retried.
    """
    try:
        return _fire(timer_id)
    except _Failed as failed:
        stop(
            failed.failure,
            case_id=failed.case_id,
            kind=IncidentKind.FAILED_TIMER,
            actor=SYSTEM,
            payload={"timer": timer_id},
        )
        _stop_timers(failed.case_id)
        return False


@command
def _fire(timer_id: int) -> bool:
    case_id = db.session.scalar(select(Timer.case_id).where(Timer.id == timer_id))
    if case_id is None:
        return False
    case = lock_free_case(case_id)
    if case is None:
        return False
    timer = db.session.execute(select(Timer.due_at, Timer.state).where(Timer.id == timer_id)).first()
    if timer is None or timer.state is not TimerState.WAITING or timer.due_at > case.at or case.status.is_closed:
        return False
    try:
        fire_all(case)
    except WorkflowError as failure:
        raise _Failed(failure, case.id) from failure
    return True


def fire_all(case: LockedCase) -> None:
    """Fire every timer of a locked case that is due and write what follows."""
    due = [wait.element_id for wait in case.workflow.timers() if wait.due_at <= case.at]
    people = read_people(case, None)
    trail = case.workflow.fire_due(case.at)
    settle(case, people, trail, action="fire_timer", actor=SYSTEM, facts={"elements": due}, sender=Sender())


@command
def _stop_timers(case_id: int) -> None:
    lock_case(case_id)
    db.session.execute(
        update(Timer).where(Timer.case_id == case_id, Timer.due_at <= now()).values(state=TimerState.STOPPED)
    )


def attend_to_task(task_id: int) -> bool:
    """Remind, or tell of a task that is overdue, when its moment has come; False when another worker was faster."""
    try:
        return _attend(task_id)
    except Conflict:
        return False


@command
def _attend(task_id: int) -> bool:
    case, task = lock_task(task_id)
    if task["state"] is not TaskState.OPEN or task["attend_at"] > case.at:
        return False
    return say_moments(case, task)
