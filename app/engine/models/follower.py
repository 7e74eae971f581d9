"""Somebody who follows a case: they hear of it for as long as they see it, and it gives them no right."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Model, UtcTime


class CaseFollower(Model):
    """A case that a person follows until they leave it; whether they still see it is asked each time anew."""

    __tablename__ = "case_follower"
    __table_args__ = (Index("ix_case_follower_person", "person_id", "case_id"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("process_case.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    followed_at: Mapped[datetime] = mapped_column(UtcTime)
