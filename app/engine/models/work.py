"""What waits for the system: timers and messages of diagrams, jobs, and incidents that wait for a person."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Json, Model, UtcTime, enum_column

_WAITING = text("state = 'waiting'")


class TimerState(StrEnum):
    """A waiting timer fires by itself; a stopped one failed and has an incident."""

    WAITING = "waiting"
    STOPPED = "stopped"


class Timer(Model):
    """A timer event of a diagram that is waiting; the row goes when the timer fired or its element was left."""

    __tablename__ = "timer"
    __table_args__ = (
        UniqueConstraint("case_id", "engine_id"),
        Index("ix_timer_due", "due_at", "id", postgresql_where=_WAITING, sqlite_where=_WAITING),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("process_case.id", ondelete="CASCADE"))
    engine_id: Mapped[str] = mapped_column(String(64))
    element_id: Mapped[str] = mapped_column(String(200))
    due_at: Mapped[datetime] = mapped_column(UtcTime)
    state: Mapped[TimerState] = mapped_column(enum_column(TimerState, "timer_state"))


class Subscription(Model):
    """A message that a case is waiting for."""

    __tablename__ = "subscription"
    __table_args__ = (
        UniqueConstraint("case_id", "engine_id"),
        Index("ix_subscription_message", "name", "correlation_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("process_case.id", ondelete="CASCADE"))
    engine_id: Mapped[str] = mapped_column(String(64))
    element_id: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(200))
    correlation_key: Mapped[str | None] = mapped_column(String(400))


class JobState(StrEnum):
    """A dead job was tried too often; its incident can bring it back."""

    WAITING = "waiting"
    DONE = "done"
    DEAD = "dead"
    CANCELLED = "cancelled"


class Job(Model):
    """Work outside the database, written in the transaction that wants it and done afterwards, at least once.

    `kind` chooses the handler (`mail`, or the type of a service task). `key`, when given, makes the same work
    unthinkable twice. `locked_until` gives a job back when the worker that took it died.
    """

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_run", "run_at", "id", postgresql_where=_WAITING, sqlite_where=_WAITING),
        Index("ix_job_case", "case_id"),
        Index("ix_job_state", "state", "done_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(120))
    key: Mapped[str | None] = mapped_column(String(200), unique=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("process_case.id", ondelete="CASCADE"))
    engine_task_id: Mapped[str] = mapped_column(String(64), default="")
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
    state: Mapped[JobState] = mapped_column(enum_column(JobState, "job_state"))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    run_at: Mapped[datetime] = mapped_column(UtcTime)
    attempts: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcTime)
    locked_by: Mapped[str] = mapped_column(String(120), default="")
    last_error: Mapped[str] = mapped_column(default="")
    done_at: Mapped[datetime | None] = mapped_column(UtcTime)


class IncidentKind(StrEnum):
    """Why the system needs a person."""

    FAILED_STEP = "failed step"
    FAILED_TIMER = "failed timer"
    NOBODY = "nobody"
    DEAD_JOB = "dead job"
    BAD_STATE = "bad state"
    BAD_DEADLINE = "bad deadline"


class IncidentState(StrEnum):
    """How an incident stands; a healed one closed itself when its reason was gone."""

    OPEN = "open"
    RETRIED = "retried"
    HEALED = "healed"
    CLOSED = "closed"


class Incident(Model):
    """Something a case cannot get over by itself. `ru` and `en` are for people, `cause` is for the administrator."""

    __tablename__ = "incident"
    __table_args__ = (
        Index("ix_incident_case", "case_id", "state"),
        Index("ix_incident_state", "state", "opened_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("process_case.id", ondelete="CASCADE"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("user_task.id", ondelete="CASCADE"))
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id", ondelete="SET NULL"))
    kind: Mapped[IncidentKind] = mapped_column(enum_column(IncidentKind, "incident_kind"))
    element_id: Mapped[str] = mapped_column(String(200), default="")
    element_name: Mapped[str] = mapped_column(String(400), default="")
    ru: Mapped[str]
    en: Mapped[str]
    cause: Mapped[str] = mapped_column(default="")
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
    state: Mapped[IncidentState] = mapped_column(enum_column(IncidentState, "incident_state"))
    opened_at: Mapped[datetime] = mapped_column(UtcTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closed_words: Mapped[str] = mapped_column(default="")

    def words(self, locale: str) -> str:
        """Return what happened in the language of `locale`."""
        return self.ru if locale == "ru" else self.en
