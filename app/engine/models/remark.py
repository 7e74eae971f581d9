"""A remark of somebody who decides: on a field, a file or the whole, with everything said about it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Json, Model, UtcTime, enum_column


class RemarkState(StrEnum):
    """How a remark stands: it waits for an answer, for the one who made it, or is settled."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class Remark(Model):
    """A remark. `element_id` is the step that made it and alone may close it; `number` counts within the case.

    `key` is the field it is about as the form writes it («rates.0» is the whole list `rates`), empty for the whole;
    `file_id` a file of that field. `label` and `was` are the words the maker saw. `locks` says that the author may
    change marked fields only. `talk` lists what was said: `kind` (said, accepted, declined, closed, kept), `text`,
    `who`, `instead` (whom they substituted), `at`, `round`.
    """

    __tablename__ = "remark"
    __table_args__ = (Index("ix_remark_case", "case_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("process_case.id", ondelete="CASCADE"))
    number: Mapped[int]
    element_id: Mapped[str] = mapped_column(String(200))
    element_name: Mapped[str] = mapped_column(String(400))
    task_id: Mapped[int] = mapped_column(ForeignKey("user_task.id", ondelete="CASCADE"))
    round: Mapped[int]
    key: Mapped[str] = mapped_column(String(200), default="")
    file_id: Mapped[str] = mapped_column(String(40), default="")
    label: Mapped[str] = mapped_column(String(400), default="")
    was: Mapped[str] = mapped_column(default="")
    locks: Mapped[bool] = mapped_column(default=False)
    state: Mapped[RemarkState] = mapped_column(enum_column(RemarkState, "remark_state"))
    talk: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    changed_at: Mapped[datetime] = mapped_column(UtcTime)
