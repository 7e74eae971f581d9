"""A call between cases: which case opened which, from which step, and whether its result was taken back."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Model, enum_column


class CallState(StrEnum):
    """How a call stands.

    `open`: the parent waits for the child (which may have ended meanwhile, then its result is on the way);
    `returned`: the parent has gone on with the result; `cancelled`: the parent left the step and the child was
    cancelled with it; `alone`: the parent left and the child runs on by itself.
    """

    OPEN = "open"
    RETURNED = "returned"
    CANCELLED = "cancelled"
    ALONE = "alone"


class CaseCall(Model):
    """A child case and the step of its parent that opened it; written under the lock of the child.

    `engine_task_id` is the id of the workflow of the parent, `instance` the number of a multi-instance call from one,
    `depth` how many cases stand above the child.
    """

    __tablename__ = "case_call"
    __table_args__ = (Index("ix_case_call_parent", "parent_id", "child_id"),)

    child_id: Mapped[int] = mapped_column(
        ForeignKey("process_case.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    parent_id: Mapped[int] = mapped_column(ForeignKey("process_case.id", ondelete="CASCADE"))
    element_id: Mapped[str] = mapped_column(String(200))
    element_name: Mapped[str] = mapped_column(String(400))
    engine_task_id: Mapped[str] = mapped_column(String(64))
    instance: Mapped[int | None]
    depth: Mapped[int]
    state: Mapped[CallState] = mapped_column(enum_column(CallState, "call_state"))
