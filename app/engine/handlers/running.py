"""Run one due thing: a timer, a moment of a task, or a job; safe to call twice and from any number of workers."""

from __future__ import annotations

import logging

from app.engine.commands.complete_job import Ending, complete_job
from app.engine.commands.fire_timers import attend_to_task, fire_timer
from app.engine.commands.run_jobs import TakenJob, fail_job, postpone_job, take_job
from app.engine.handlers.registry import BpmnError, BpmnEscalation, JobRefused, NotNow, find_job_handler
from app.foundation.database import db
from app.foundation.errors import SoglasError, Stopped

log = logging.getLogger("soglas.worker")


def run_due(kind: str, row_id: int, *, worker: str) -> bool:
    """Run the due thing of this kind (`timer`, `task`, `job`) and id; False when there was nothing to do."""
    if kind == "timer":
        return fire_timer(row_id)
    if kind == "task":
        return attend_to_task(row_id)
    job = take_job(worker, row_id)
    if job is None:
        return False
    do_job(job)
    return True


def do_job(job: TakenJob) -> None:
    """Do a job that was taken and write down how it went; never raises for what the job itself did."""
    handler = find_job_handler(job.kind)
    if handler is None:
        fail_job(job, f"there is no handler for the kind {job.kind!r}", for_good=True)
        return
    try:
        variables = handler(job)
        db.session.rollback()  # what the handler has read is over; nothing of it is held while the result is written
        complete_job(job.id, variables)
    except NotNow as reason:
        db.session.rollback()
        postpone_job(job, str(reason), reason.until, alike=reason.alike)
    except BpmnError as error:
        db.session.rollback()
        _end_with_error(job, error)
    except BpmnEscalation as escalation:
        db.session.rollback()
        complete_job(job.id, ending=Ending(escalation=escalation.code))
    except JobRefused as reason:
        db.session.rollback()
        fail_job(job, str(reason), for_good=True)
    except Stopped as stopped:
        log.warning("job %s stopped its case: %s", job.id, stopped.facts.get("en"))
    except Exception as error:  # whatever a handler does wrong, the job is tried again and then waits for a person
        db.session.rollback()
        log.warning("job %s (%s) failed: %s", job.id, job.kind, error, exc_info=not isinstance(error, OSError))
        fail_job(job, f"{type(error).__name__}: {error}")


def _end_with_error(job: TakenJob, error: BpmnError) -> None:
    try:
        ending = Ending(error_code=error.code, may_pass=error.may_pass)
        complete_job(job.id, error.variables, ending=ending)
    except SoglasError as stopped:
        log.warning("job %s ended with %s: %s", job.id, error.code, stopped)
