"""Take a due job for one worker, and say that it failed: every worker asks the rows, whatever woke it up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, literal_column, or_, select, update

from app.audit.commands import record
from app.audit.models import SYSTEM
from app.engine.commands.steps.incidents import raise_incidents
from app.engine.commands.steps.locked import lock_case
from app.engine.models import IncidentKind, Job, JobState
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.transaction import command

LOCK = timedelta(minutes=5)
MOST_ATTEMPTS = 10
_JOB: Table = Job.__table__  # type: ignore[assignment]  # the mapper made it a Table
_IS_WAITING: ColumnElement[bool] = literal_column("job.state = 'waiting'")  # as the index of due jobs says it


@dataclass(frozen=True, kw_only=True)
class TakenJob:
    """A job that this worker alone may do until `locked_until`."""

    id: int
    kind: str
    case_id: int | None
    engine_task_id: str
    payload: Mapping[str, Any]
    attempts: int
    created_at: datetime
    locked_until: datetime


@command
def take_job(worker: str, job_id: int | None = None) -> TakenJob | None:
    """Take this job (or the one that has waited longest) if it is free; one whose worker died is free after a while."""
    at = now()
    free = or_(_JOB.c.locked_until.is_(None), _JOB.c.locked_until <= at)
    query = (
        select(_JOB.c.id)
        .where(_JOB.c.state == JobState.WAITING, _JOB.c.run_at <= at, free)
        .order_by(_JOB.c.run_at, _JOB.c.id)
        .limit(1)
    )
    if job_id is not None:
        query = query.where(_JOB.c.id == job_id)
    if db.session.connection().dialect.name == "postgresql":
        query = query.with_for_update(skip_locked=True)
    found = db.session.scalar(query)
    if found is None:
        return None
    row = db.session.execute(
        update(_JOB)
        .where(_JOB.c.id == found, _JOB.c.state == JobState.WAITING, free)
        .values(locked_until=at + LOCK, locked_by=worker, attempts=_JOB.c.attempts + 1)
        .returning(_JOB)
    ).first()
    if row is None:
        return None
    return TakenJob(
        id=row.id,
        kind=row.kind,
        case_id=row.case_id,
        engine_task_id=row.engine_task_id,
        payload=row.payload,
        attempts=row.attempts,
        created_at=row.created_at,
        locked_until=row.locked_until,
    )


@command
def fail_job(job: TakenJob, error: str, *, for_good: bool = False) -> None:
    """Let a job be tried again later, a little later each time; after MOST_ATTEMPTS it is dead and has an incident."""
    at = now()
    dead = for_good or job.attempts >= MOST_ATTEMPTS
    values: dict[str, Any] = {"locked_until": None, "locked_by": "", "last_error": error[:2000]}
    values |= {"state": JobState.DEAD} if dead else {"run_at": at + delay_after(job.attempts)}
    mine = (_JOB.c.id == job.id, _JOB.c.state == JobState.WAITING, _JOB.c.attempts == job.attempts)
    case = lock_case(job.case_id) if dead and job.case_id is not None else None
    changed = db.session.execute(update(_JOB).where(*mine).values(values))
    if changed.rowcount != 1 or not dead:  # type: ignore[attr-defined]  # an UPDATE gives a CursorResult
        return
    what = str(job.payload.get("name") or job.kind)
    row = {
        "case_id": job.case_id,
        "job_id": job.id,
        "kind": IncidentKind.DEAD_JOB,
        "element_id": str(job.payload.get("element", "")),
        "element_name": str(job.payload.get("name", "")),
        "ru": f"Не удалось выполнить «{what}» после {job.attempts} попыток",
        "en": f'"{what}" could not be done after {job.attempts} attempts',
        "cause": error[:2000],
        "payload": {"job": job.id},
    }
    (incident_id,) = raise_incidents([row], at)
    if case is not None:
        facts = {"incident": incident_id, "kind": IncidentKind.DEAD_JOB.value, "ru": row["ru"], "en": row["en"]}
        case.head = record(case.stream, "raise_incident", SYSTEM, facts, head=case.head)
        case.store()


@command
def postpone_job(job: TakenJob, words: str, until: datetime, *, alike: Sequence[str] = ()) -> None:
    """Put a job back without counting the attempt: it cannot be done now through no fault of its own.

    Whatever is due of the kinds `alike` and in nobody's hands is put off with it, in one statement.
    """
    db.session.execute(
        update(_JOB)
        .where(_JOB.c.id == job.id, _JOB.c.state == JobState.WAITING, _JOB.c.attempts == job.attempts)
        .values(run_at=until, locked_until=None, locked_by="", attempts=_JOB.c.attempts - 1, last_error=words)
    )
    if alike:
        at = now()
        free = or_(_JOB.c.locked_until.is_(None), _JOB.c.locked_until <= at)
        due = select(_JOB.c.id).where(_IS_WAITING, _JOB.c.run_at <= at, _JOB.c.kind.in_(alike), free)
        db.session.execute(
            update(_JOB)
            .where(_JOB.c.id.in_(due.with_for_update(skip_locked=True)))
            .values(run_at=until, locked_until=None, locked_by="", last_error=words)
        )


def delay_after(attempts: int) -> timedelta:
    """Return how long to wait: 10 s, 20 s, 40 s … up to an hour."""
    return timedelta(seconds=min(3600, 10 * 2 ** max(0, attempts - 1)))
