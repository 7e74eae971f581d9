"""A request to make the term of a task longer: what was asked, why, and how it was decided."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Model, UtcTime, enum_column

_WAITING = text("state = 'waiting'")


class RequestState(StrEnum):
    """How a request stands. One that waits for a task that is done meanwhile is decided by nobody any more."""

    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ExtensionRequest(Model):
    """Who does a task asks for a later day. `old_date` is the term when it was asked, `wanted_date` the day asked for.

    `granted_date` is the day that was given, which may be another one; `answer` is what was said about it. At most one
    request of a task waits.
    """

    __tablename__ = "extension_request"
    __table_args__ = (
        Index("ix_extension_request_task", "task_id", "id"),
        Index(
            "uq_extension_request_waiting",
            "task_id",
            unique=True,
            postgresql_where=_WAITING,
            sqlite_where=_WAITING,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("user_task.id", ondelete="CASCADE"))
    old_date: Mapped[date]
    wanted_date: Mapped[date]
    reason: Mapped[str]
    requested_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    requested_by_name: Mapped[str] = mapped_column(String(300), default="")
    requested_at: Mapped[datetime] = mapped_column(UtcTime)
    state: Mapped[RequestState] = mapped_column(enum_column(RequestState, "extension_request_state"))
    granted_date: Mapped[date | None]
    answer: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_by_name: Mapped[str] = mapped_column(String(300), default="")
    decided_at: Mapped[datetime | None] = mapped_column(UtcTime)
