"""Try again what stopped, or say that nothing more is to be done."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from app.access.models import Role
from app.audit.commands import record
from app.audit.models import Actor
from app.engine.commands.complete_task import complete_task
from app.engine.commands.deliver_message import deliver_message
from app.engine.commands.fire_timers import fire_all
from app.engine.commands.repair import heal_incident
from app.engine.commands.steps.due import term_of
from app.engine.commands.steps.locked import TASK, LockedCase, lock_case
from app.engine.commands.steps.people import People
from app.engine.commands.steps.remarks import work_from_json
from app.engine.models import Incident, IncidentKind, IncidentState, Job, JobState, TaskState, Timer, TimerState
from app.engine.models.values import from_column
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound, SoglasError, Stopped
from app.foundation.transaction import command
from app.workflow.faults import WorkflowError


def retry_incident(incident_id: int, *, retried_by: Actor) -> bool:
    """Try again what stopped and return whether it went through; the incident stays open when it did not.

    A failed step is done again with the kept answers in the name of the person who gave them. sysadmin and process
    owners may. Raises NotFound, NotAllowed, Conflict when it is closed.
    """
    incident = _read(incident_id, retried_by)
    if incident.kind is IncidentKind.FAILED_STEP:
        return _again(incident, retried_by)
    if incident.kind is IncidentKind.NOBODY:
        return heal_incident(incident_id)
    try:
        return _retry_inside(incident_id, retried_by)
    except WorkflowError:
        return False


@command
def close_incident(incident_id: int, *, words: str, closed_by: Actor) -> None:
    """Close an incident by hand with a reason. Raises NotFound, NotAllowed, Conflict, InvalidInput without words."""
    if not words.strip():
        raise InvalidInput(problems={"words": "required"})
    _require_handler(closed_by)
    _finish(incident_id, IncidentState.CLOSED, closed_by, words.strip())


@command
def _read(incident_id: int, actor: Actor) -> Incident:
    _require_handler(actor)
    incident = db.session.get(Incident, incident_id)
    if incident is None:
        raise NotFound(incident_id=incident_id)
    if incident.state is not IncidentState.OPEN:
        raise Conflict(incident_id=incident_id, state=incident.state.value)
    return incident


def _again(incident: Incident, actor: Actor) -> bool:
    """Do the step again; when it fails again, the new incident says so and takes the place of this one."""
    payload: dict[str, Any] = incident.payload
    done = False
    try:
        if "message" in payload:
            variables = from_column(payload["variables"])
            deliver_message(payload["message"], payload["key"], variables, delivered_by=actor, case_id=incident.case_id)
        elif incident.task_id is not None:
            complete_task(
                incident.task_id,
                None,
                from_column(payload["answers"]),
                completed_by=Actor(**payload["actor"]),
                outcome=payload["outcome"],
                comment=payload["comment"],
                remarks=work_from_json(payload.get("remarks")),
            )
        done = True
    except Stopped as stopped:
        _close(incident.id, actor, f"→ {stopped.facts.get('incident_id', '')}")
    except SoglasError:
        return False
    if done:
        _close(incident.id, actor, "")
    return done


@command
def _close(incident_id: int, actor: Actor, words: str) -> None:
    _finish(incident_id, IncidentState.RETRIED, actor, words)


@command
def _retry_inside(incident_id: int, actor: Actor) -> bool:
    """Retry what is settled in one transaction: timers, dead jobs, deadlines, states that could not be read."""
    incident = db.session.get(Incident, incident_id)
    if incident is None:
        raise NotFound(incident_id=incident_id)
    case = lock_case(incident.case_id) if incident.case_id is not None else None
    if incident.kind is IncidentKind.DEAD_JOB:
        db.session.execute(
            update(Job)
            .where(Job.id == incident.job_id, Job.state == JobState.DEAD)
            .values(state=JobState.WAITING, run_at=now(), attempts=0, locked_until=None)
        )
    elif case is not None and incident.kind is IncidentKind.FAILED_TIMER:
        db.session.execute(update(Timer).where(Timer.case_id == case.id).values(state=TimerState.WAITING))
        fire_all(case)
    elif case is not None and incident.kind is IncidentKind.BAD_DEADLINE:
        if not _new_term(case, incident.task_id):
            return False
    elif case is not None:
        case.workflow.open_tasks()
    _finish(incident_id, IncidentState.RETRIED, actor, "", case=case)
    return True


def _new_term(case: LockedCase, task_id: int | None) -> bool:
    row = db.session.execute(select(TASK).where(TASK.c.id == task_id, TASK.c.state == TaskState.OPEN)).first()
    if row is None:
        return True
    task = next((task for task in case.workflow.open_tasks() if task.id == row.engine_task_id), None)
    spec = task.spec if task is not None else None
    if task is None or spec is None:
        return False
    term = term_of(case, task, spec, row.organisation_id)
    if term.problem is None:
        db.session.execute(update(TASK).where(TASK.c.id == task_id).values(term.columns()))
    return term.problem is None


def _finish(
    incident_id: int, state: IncidentState, actor: Actor, words: str, *, case: LockedCase | None = None
) -> None:
    incident = db.session.get(Incident, incident_id)
    if incident is None:
        raise NotFound(incident_id=incident_id)
    if case is None and incident.case_id is not None:
        case = lock_case(incident.case_id)
    db.session.refresh(incident)
    if incident.state is not IncidentState.OPEN:
        raise Conflict(incident_id=incident_id, state=incident.state.value)
    incident.state, incident.closed_at = state, now()
    incident.closed_by, incident.closed_words = actor.person_id, words
    db.session.flush()
    if case is not None:
        facts = {"incident": incident_id, "state": state.value, "comment": words, "kind": incident.kind.value}
        case.head = record(case.stream, "close_incident", actor, facts, head=case.head)
        case.store()


def _require_handler(actor: Actor) -> None:
    """Raise NotAllowed unless the actor is the system, or administers the system or its processes."""
    if actor.person_id is None:
        return
    people = People(on=now().date(), person_id=actor.person_id)
    people.read_own()
    if not any(role in {Role.SYSADMIN.value, Role.PROCESS_OWNER.value} for role, _ in people.own):
        raise NotAllowed
