"""The one job that opens reports: it never ends, it only waits until it is wanted again."""

from __future__ import annotations

from sqlalchemy import select

from app.engine.commands.steps.jobs import add_job
from app.engine.models import Job, JobState
from app.foundation.clock import now
from app.foundation.database import db

SWEEP = "quarterly.sweep"
_KEY = "quarterly:sweep"


def wake_the_sweep() -> None:
    """Let the worker look for reports to open once this transaction is committed; called in a command."""
    job = db.session.scalar(select(Job).where(Job.key == _KEY).with_for_update())
    if job is None:
        add_job(SWEEP, {"name": "Открытие квартальных отчётов"}, key=_KEY)
        return
    job.state, job.run_at, job.attempts = JobState.WAITING, now(), 0
    job.locked_until, job.done_at = None, None
