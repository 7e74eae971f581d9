"""Send a letter that failed again, or put it out of the queue with a reason; the incident of it closes with it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select, update

from app.audit.commands import record
from app.audit.models import Actor
from app.engine.commands import close_incident, retry_incident
from app.engine.models import Incident, IncidentState, Job, JobState
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotFound
from app.foundation.transaction import command
from app.notifications.policy.outgoing import MAIL_KINDS

MOST_AT_ONCE: Final = 500


def retry_mail(job_id: int, *, retried_by: Actor) -> None:
    """Send a letter as soon as possible: one that was given up, or one that waits for its next attempt.

    Raises NotFound, Conflict when it was sent or dropped meanwhile.
    """
    incident = _incident_of(job_id)
    if incident is not None:
        retry_incident(incident, retried_by=retried_by)
    else:
        _send_now(job_id, retried_by)


def retry_all_mail(*, retried_by: Actor) -> int:
    """Send again what was given up, the oldest MOST_AT_ONCE of it; return how many letters."""
    query = select(Job.id).where(Job.kind.in_(MAIL_KINDS), Job.state == JobState.DEAD).order_by(Job.id)
    failed = list(db.session.scalars(query.limit(MOST_AT_ONCE)))
    db.session.rollback()
    done = 0
    for job_id in failed:
        try:
            retry_mail(job_id, retried_by=retried_by)
            done += 1
        except Conflict:  # a colleague has just dealt with this one
            continue
    return done


def drop_mail(job_id: int, *, reason: str, dropped_by: Actor) -> None:
    """Never send a letter. Raises NotFound, InvalidInput without a reason, Conflict when it was sent or dropped."""
    if not reason.strip():
        raise InvalidInput(problems={"reason": "required"})
    incident = _incident_of(job_id)
    _cancel(job_id, reason.strip(), dropped_by)
    if incident is not None:
        close_incident(incident, words=reason.strip(), closed_by=dropped_by)


def _incident_of(job_id: int) -> int | None:
    query = select(Incident.id).where(Incident.job_id == job_id, Incident.state == IncidentState.OPEN)
    found = db.session.scalar(query)
    db.session.rollback()
    return found


@command
def _send_now(job_id: int, actor: Actor) -> None:
    _set(_locked(job_id), {"state": JobState.WAITING, "run_at": now(), "attempts": 0, "locked_until": None})
    record("mail", "retry_mail", actor, {"job": job_id})


@command
def _cancel(job_id: int, reason: str, actor: Actor) -> None:
    _set(_locked(job_id), {"state": JobState.CANCELLED, "done_at": now(), "last_error": reason[:2000]})
    record("mail", "drop_mail", actor, {"job": job_id, "reason": reason})


def _locked(job_id: int) -> Job:
    job = db.session.scalar(select(Job).where(Job.id == job_id, Job.kind.in_(MAIL_KINDS)).with_for_update())
    if job is None:
        raise NotFound(job_id=job_id)
    if job.state not in {JobState.WAITING, JobState.DEAD}:
        raise Conflict(job_id=job_id, state=job.state.value)
    return job


def _set(job: Job, values: dict[str, object]) -> None:
    """Write to a letter that no worker is sending at this moment. Raises Conflict."""
    free = (Job.state == job.state, Job.locked_until.is_(None) | (Job.locked_until <= now()))
    changed = db.session.execute(update(Job).where(Job.id == job.id, *free).values(values))
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE gives a CursorResult
        raise Conflict(job_id=job.id, state="being sent")
