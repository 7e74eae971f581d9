"""The queue of outgoing letters as the administrator sees it: to whom, about what, what the mail server answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import func, select

from app.engine.models import Job, JobState
from app.foundation.database import db
from app.notifications.policy.outgoing import MAIL_KINDS

PAGE: Final = 30


class Queue(StrEnum):
    """A part of the queue."""

    FAILED = "failed"
    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"


STATES: Final = {
    Queue.FAILED: JobState.DEAD,
    Queue.WAITING: JobState.WAITING,
    Queue.SENT: JobState.DONE,
    Queue.DROPPED: JobState.CANCELLED,
}


@dataclass(frozen=True, kw_only=True)
class LetterRow:
    """One letter: `answer` is what the mail server said last, or why it was dropped; `next_at`: the next attempt."""

    id: int
    to: str
    subject: str
    case_id: int | None
    written_at: datetime
    next_at: datetime
    done_at: datetime | None
    attempts: int
    answer: str


@dataclass(frozen=True, kw_only=True)
class LettersPage:
    """Some letters, latest first, and the id after which the next ones come."""

    rows: tuple[LetterRow, ...]
    next: int | None


def list_letters(queue: Queue, *, before: int | None = None) -> LettersPage:
    """Return one page of a part of the queue."""
    query = select(Job).where(Job.kind.in_(MAIL_KINDS), Job.state == STATES[queue])
    if before is not None:
        query = query.where(Job.id < before)
    found = list(db.session.scalars(query.order_by(Job.id.desc()).limit(PAGE + 1)))
    rows = tuple(_row(job) for job in found[:PAGE])
    return LettersPage(rows=rows, next=rows[-1].id if len(found) > PAGE else None)


def count_letters() -> dict[Queue, int]:
    """Return how many letters failed and how many wait."""
    query = select(Job.state, func.count()).where(
        Job.kind.in_(MAIL_KINDS), Job.state.in_([JobState.DEAD, JobState.WAITING])
    )
    counted = {row[0]: row[1] for row in db.session.execute(query.group_by(Job.state))}
    return {queue: counted.get(STATES[queue], 0) for queue in (Queue.FAILED, Queue.WAITING)}


def _row(job: Job) -> LetterRow:
    payload = job.payload
    return LetterRow(
        id=job.id,
        to=str(payload.get("to", "")),
        subject=str(payload.get("subject") or payload.get("name") or ""),
        case_id=job.case_id,
        written_at=job.created_at,
        next_at=job.run_at,
        done_at=job.done_at,
        attempts=job.attempts,
        answer=job.last_error,
    )
