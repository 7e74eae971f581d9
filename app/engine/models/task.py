"""A user task: who may do it, until when, how it ended; and what a person has typed so far."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.engine.models.values import Values
from app.foundation.database import Json, Model, UtcTime, enum_column

NEVER: Final = datetime(9999, 12, 31, tzinfo=UTC)
_OPEN = text("state = 'open'")
_FOR_ANOTHER = text("completed_for_id IS NOT NULL")
_TAKEN = text("state = 'open' AND assignee_id IS NOT NULL")


def join_people(people: Iterable[int]) -> str:
    """Return ids as one text in which each stands between bars («|7|12|»), so that SQL can look for one."""
    listed = sorted(set(people))
    return f"|{'|'.join(map(str, listed))}|" if listed else ""


def split_people(text: str) -> frozenset[int]:
    """Return the ids that `join_people` wrote."""
    return frozenset(int(part) for part in text.split("|") if part)


class TaskState(StrEnum):
    """How a user task stands."""

    OPEN = "open"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class UserTask(Model):
    """One piece of work for a person; a task of the next round is a new row, answered ones are kept for ever.

    `role` and `organisation_id` are the first candidate group, further ones are TaskCandidate rows. `legal_date` is
    the last day (inclusive), `safe_date` the working day at or before it, `due_at` the end of the legal day.
    `burn_at` orders the inbox: the end of the safe day, or NEVER. `attend_at` is when the system acts next on this
    task by itself (a reminder, the due day, overdue, escalation); see `commands/steps/attention.py`.
    `known_by` is the role that was told that the task is overdue. `excluded_initiator_id`, `excluded_previous_id`
    and `excluded_previous_for_id` (whom the previous one substituted) may not do it although they hold the role (four
    eyes), nor may `excluded_others`: the ids of those who did the steps that the diagram names or another instance of
    the task, as «|7|12|» (`join_people`), and empty for most tasks. `delegated_by_id` gave the task to the assignee,
    who needs no role for it: to decide instead of them (`good`), or to prepare it and give it back (`return`).
    `content_hash` is the SHA-256 over what was decided on, `edition` its number.
    """

    __tablename__ = "user_task"
    __table_args__ = (
        UniqueConstraint("case_id", "engine_task_id"),
        CheckConstraint("(state = 'completed') = (completed_at IS NOT NULL)", name="completed_says_when"),
        Index("ix_user_task_assignee", "assignee_id", "burn_at", "id", postgresql_where=_OPEN, sqlite_where=_OPEN),
        Index(
            "ix_user_task_group", "organisation_id", "role", "burn_at", "id", postgresql_where=_OPEN, sqlite_where=_OPEN
        ),
        Index(
            "ix_user_task_taken", "organisation_id", "role", "assignee_id", postgresql_where=_TAKEN, sqlite_where=_TAKEN
        ),
        Index("ix_user_task_attend", "attend_at", "id", postgresql_where=_OPEN, sqlite_where=_OPEN),
        Index("ix_user_task_done", "completed_by", "completed_at", "id"),
        Index("ix_user_task_case", "case_id", "id"),
        Index(
            "ix_user_task_done_for",
            "completed_for_id",
            "completed_at",
            postgresql_where=_FOR_ANOTHER,
            sqlite_where=_FOR_ANOTHER,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("process_case.id", ondelete="CASCADE"))
    engine_task_id: Mapped[str] = mapped_column(String(64))
    element_id: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(400))
    kind: Mapped[str] = mapped_column(String(20))
    role: Mapped[str] = mapped_column(String(40), default="")
    place: Mapped[str] = mapped_column(String(400), default="")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    form_id: Mapped[str] = mapped_column(String(200), default="")
    round: Mapped[int] = mapped_column(default=1)
    edition: Mapped[int] = mapped_column(default=0)
    instance: Mapped[int | None]
    state: Mapped[TaskState] = mapped_column(enum_column(TaskState, "task_state"))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    claimed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    opened_at: Mapped[datetime] = mapped_column(UtcTime)
    opened_by: Mapped[str] = mapped_column(String(400), default="")
    opened_by_outcome: Mapped[str] = mapped_column(String(40), default="")
    legal_date: Mapped[date | None]
    safe_date: Mapped[date | None]
    printed_date: Mapped[date | None]
    due_at: Mapped[datetime | None] = mapped_column(UtcTime)
    burn_at: Mapped[datetime] = mapped_column(UtcTime)
    attend_at: Mapped[datetime] = mapped_column(UtcTime)
    known_by: Mapped[str] = mapped_column(String(40), default="")
    priority: Mapped[int] = mapped_column(default=50)
    excluded_initiator_id: Mapped[int | None]
    excluded_previous_id: Mapped[int | None]
    excluded_previous_for_id: Mapped[int | None]
    excluded_others: Mapped[str] = mapped_column(default="")
    delegation: Mapped[str] = mapped_column(String(10), default="")
    delegated_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    delegated_basis: Mapped[str] = mapped_column(String(300), default="")
    completed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    completed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    completed_by_name: Mapped[str] = mapped_column(String(300), default="")
    completed_for_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    completed_for: Mapped[str] = mapped_column(String(300), default="")
    completed_basis: Mapped[str] = mapped_column(String(300), default="")
    outcome: Mapped[str] = mapped_column(String(40), default="")
    comment: Mapped[str] = mapped_column(default="")
    answers: Mapped[dict[str, Any]] = deferred(mapped_column(Values))
    content_hash: Mapped[str] = mapped_column(String(64), default="")
    ver: Mapped[int] = mapped_column(default=1)


class TaskCandidate(Model):
    """A further candidate of a task: another (role, organisation), or a person named by the diagram."""

    __tablename__ = "task_candidate"
    __table_args__ = (
        Index("ix_task_candidate_group", "organisation_id", "role"),
        Index("ix_task_candidate_person", "person_id"),
        Index("ix_task_candidate_task", "task_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("user_task.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(40), default="")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class TaskExtension(Model):
    """A term that was made longer: the day before and after, who did it and why. The row is never changed."""

    __tablename__ = "task_extension"
    __table_args__ = (Index("ix_task_extension_task", "task_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("user_task.id", ondelete="CASCADE"))
    old_date: Mapped[date]
    new_date: Mapped[date]
    reason: Mapped[str]
    extended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    extended_by_name: Mapped[str] = mapped_column(String(300), default="")
    extended_at: Mapped[datetime] = mapped_column(UtcTime)


class TaskSnooze(Model):
    """A person has put a task off: until that day it is out of their list, unless its term passes before."""

    __tablename__ = "task_snooze"
    __table_args__ = (Index("ix_task_snooze_person", "person_id", "until"),)

    task_id: Mapped[int] = mapped_column(ForeignKey("user_task.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    until: Mapped[date]
    snoozed_at: Mapped[datetime] = mapped_column(UtcTime)


class Draft(Model):
    """What a person has typed into the form of a task and not sent yet; kept when sending failed."""

    __tablename__ = "draft"

    task_id: Mapped[int] = mapped_column(ForeignKey("user_task.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    raw: Mapped[dict[str, Any]] = mapped_column(Json)
    saved_at: Mapped[datetime] = mapped_column(UtcTime)
