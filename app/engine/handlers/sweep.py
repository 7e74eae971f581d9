"""Find what is due, in one statement that only looks into three small indexes."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import String, delete, exists, literal, literal_column, select, union_all
from sqlalchemy.exc import OperationalError

from app.engine.commands.repair import heal_tasks
from app.engine.handlers.registry import list_upkeep, run_chores
from app.engine.handlers.running import run_due
from app.engine.models import (
    Draft,
    Incident,
    IncidentKind,
    IncidentState,
    Job,
    JobState,
    PublishedMessage,
    TaskState,
    Timer,
    UserTask,
)
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.transaction import command, is_busy

log = logging.getLogger("soglas.worker")
AT_ONCE = 200
KEEP_DONE_JOBS = timedelta(days=30)
KEEP_OLD_DRAFTS = timedelta(days=30)
MOST_ROUNDS = 1000


@dataclass(frozen=True, kw_only=True)
class Due:
    """Something that is to be run now."""

    kind: str
    id: int


def list_due(limit: int = AT_ONCE) -> list[Due]:
    """Return timers, moments of tasks and jobs that are due, oldest first of each; ends its reading transaction."""
    at = now()
    free = Job.locked_until.is_(None) | (Job.locked_until <= at)
    # The states are literals: only so do both databases use the indexes over what is waiting alone.
    timers = select(literal("timer", String).label("kind"), Timer.id).where(
        literal_column("timer.state = 'waiting'"), Timer.due_at <= at
    )
    tasks = select(literal("task", String), UserTask.id).where(
        literal_column("user_task.state = 'open'"), UserTask.attend_at <= at
    )
    jobs = select(literal("job", String), Job.id).where(literal_column("job.state = 'waiting'"), Job.run_at <= at, free)
    parts = [
        select(timers.order_by(Timer.due_at, Timer.id).limit(limit).subquery()),
        select(tasks.order_by(UserTask.attend_at, UserTask.id).limit(limit).subquery()),
        select(jobs.order_by(Job.run_at, Job.id).limit(limit).subquery()),
    ]
    found = [Due(kind=row[0], id=row[1]) for row in db.session.execute(union_all(*parts))]
    db.session.rollback()
    return found


def run_everything_due(worker: str = "here") -> int:
    """Run all that is due in this thread, and all that becomes due by it; return how many things ran.

    For tests, the demonstration and the console; workers share the work through their queue.
    """
    ran = 0
    for _ in range(MOST_ROUNDS):
        due = list_due()
        done = sum(run_safely(item, worker) for item in due)
        ran += done
        if not done:
            break
    run_chores()
    return ran


def run_safely(item: Due, worker: str) -> bool:
    """Run one due thing; what goes wrong is written to the log and left for the next sweep."""
    try:
        return run_due(item.kind, item.id, worker=worker)
    except OperationalError as error:
        db.session.rollback()
        if not is_busy(error):
            raise
        return False
    except Exception:
        db.session.rollback()
        log.exception("%s %s could not be run", item.kind, item.id)
        return False


def tidy() -> None:
    """Once a minute: close incidents whose reason is gone, forget old jobs and drafts, do what rooms registered."""
    waiting = select(Incident.id).where(Incident.state == IncidentState.OPEN, Incident.kind == IncidentKind.NOBODY)
    if db.session.scalar(waiting.limit(1)) is not None:
        heal_tasks()
    _forget_old()
    for work in list_upkeep():
        work()


@command
def _forget_old() -> None:
    at = now()
    old = (Job.state.in_([JobState.DONE, JobState.CANCELLED]), Job.created_at < at - KEEP_DONE_JOBS)
    incident = exists(select(Incident.id).where(Incident.job_id == Job.id))
    db.session.execute(delete(Job).where(*old, ~incident), execution_options={"synchronize_session": False})
    gone = delete(PublishedMessage).where(PublishedMessage.expires_at < at - KEEP_DONE_JOBS)
    db.session.execute(gone, execution_options={"synchronize_session": False})
    closed = select(UserTask.id).where(UserTask.state != TaskState.OPEN)
    forgotten = (Draft.saved_at < at - KEEP_OLD_DRAFTS, Draft.task_id.in_(closed))
    db.session.execute(delete(Draft).where(*forgotten), execution_options={"synchronize_session": False})
