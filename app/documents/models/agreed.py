"""What exactly a decision was about: a short hash of each value that people fill in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Json, Model, UtcTime


class AgreedContent(Model):
    """A decision of a task, or its confirmation after a change (`is_again`): the prints of what was decided on.

    `is_told` says that the person was told that it fell.
    """

    __tablename__ = "agreed_content"
    __table_args__ = (Index("ix_agreed_content_case", "case_id", "task_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("process_case.id", ondelete="CASCADE"))
    task_id: Mapped[int] = mapped_column(ForeignKey("user_task.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    prints: Mapped[dict[str, str]] = mapped_column(Json)
    is_again: Mapped[bool] = mapped_column(default=False)
    is_told: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(UtcTime)
