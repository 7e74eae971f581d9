"""The one job that opens what is due: it never ends, it only waits until it is wanted again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.engine.commands.steps.jobs import add_job
from app.engine.models import Job, JobState
from app.foundation.clock import now
from app.foundation.database import db

SWEEP = "roadmap.sweep"
_KEY = "roadmap:sweep"


def wake_the_sweep(at: datetime | None = None) -> None:
    """Let the worker look for what is due at a moment, or once this transaction is committed; called in a command."""
    job = db.session.scalar(select(Job).where(Job.key == _KEY).with_for_update())
    if job is None:
        add_job(SWEEP, {"name": "Открытие мероприятий"}, run_at=at, key=_KEY)
        return
    job.state, job.run_at, job.attempts = JobState.WAITING, at or now(), 0
    job.locked_until, job.done_at = None, None
