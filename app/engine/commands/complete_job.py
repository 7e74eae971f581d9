"""Take the result of a service task back into its case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from app.audit.models import SYSTEM
from app.engine.commands.steps.locked import LockedCase, lock_case
from app.engine.commands.steps.opening import Sender
from app.engine.commands.steps.people import read_people
from app.engine.commands.steps.readable import RESERVED
from app.engine.commands.steps.settling import settle
from app.engine.commands.steps.stopping import stop, stopped
from app.engine.models import IncidentKind, Job, JobState
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import InvalidInput
from app.foundation.transaction import command
from app.workflow.faults import TaskNotOpen, WorkflowError


class _Failed(Exception):
    """The case failed on the result of a job."""

    def __init__(self, failure: WorkflowError, case_id: int) -> None:
        super().__init__(str(failure))
        self.failure = failure
        self.case_id = case_id


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How work outside ended other than with values: by a BPMN error, or by an escalation while it goes on.

    An error that `may_pass` and that nobody would catch is no error: the task completes with its values.
    """

    error_code: str | None = None
    may_pass: bool = False
    escalation: str | None = None


def complete_job(job_id: int, variables: Mapping[str, Any] | None = None, *, ending: Ending = Ending()) -> bool:
    """Mark a job done; the task it is for goes on with `variables`, or with the error or escalation of `ending`.

    False when the job was done or cancelled meanwhile. Raises InvalidInput for reserved names, Stopped when the case
    fails on it (the job is dead then and has an incident).
    """
    given = dict(variables or {})
    if set(given) & RESERVED:
        raise InvalidInput(problems=dict.fromkeys(sorted(set(given) & RESERVED), "reserved"))
    try:
        return _complete(job_id, given, ending)
    except _Failed as failed:
        incident_id = stop(
            failed.failure,
            case_id=failed.case_id,
            kind=IncidentKind.DEAD_JOB,
            actor=SYSTEM,
            job_id=job_id,
            payload={"job": job_id},
        )
        _bury(job_id, failed.failure.en)
        raise stopped(failed.failure, incident_id) from failed


@command
def _complete(job_id: int, variables: Mapping[str, Any], ending: Ending) -> bool:
    case_id = db.session.scalar(select(Job.case_id).where(Job.id == job_id))
    case = lock_case(case_id) if case_id is not None else None
    job = db.session.execute(select(Job.state, Job.engine_task_id, Job.kind).where(Job.id == job_id)).first()
    if job is None or job.state is not JobState.WAITING:
        return False
    db.session.execute(
        update(Job)
        .where(Job.id == job_id)
        .values(state=JobState.DONE, done_at=now(), locked_until=None, locked_by="", last_error="")
    )
    if case is None or not job.engine_task_id or case.status.is_closed:
        return True
    try:
        _go_on(case, job, variables, ending)
    except TaskNotOpen:
        return False
    except WorkflowError as failure:
        raise _Failed(failure, case.id) from failure
    return True


def _go_on(case: LockedCase, job: Any, variables: Mapping[str, Any], ending: Ending) -> None:
    workflow, task_id = case.workflow, job.engine_task_id
    people = read_people(case, None)
    facts = {"job": job.kind, "answers": sorted(variables), "error": ending.error_code or ""}
    done = frozenset({task_id})
    if ending.escalation is not None:
        trail = workflow.escalate_task(task_id, ending.escalation, at=case.at)
        facts |= {"escalation": ending.escalation}
        done = frozenset()
    elif ending.error_code is not None and not (
        ending.may_pass and not workflow.catches_error(task_id, ending.error_code)
    ):
        trail = workflow.fail_task(task_id, ending.error_code, at=case.at, variables=variables)
    else:
        trail = workflow.complete(task_id, variables, at=case.at)
    settle(case, people, trail, action="complete_job", actor=SYSTEM, facts=facts, done=done, sender=Sender())


@command
def _bury(job_id: int, words: str) -> None:
    db.session.execute(
        update(Job).where(Job.id == job_id).values(state=JobState.DEAD, locked_until=None, last_error=words)
    )
