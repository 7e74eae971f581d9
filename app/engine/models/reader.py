"""Somebody who may read one case, because a participant named them in it; never more than that case."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Model, UtcTime

_HOLDS = text("revoked_at IS NULL")


class CaseReader(Model):
    """The right to read a case, given by a participant until it is taken back; rows are kept for ever."""

    __tablename__ = "case_reader"
    __table_args__ = (
        Index(
            "uq_case_reader_holds",
            "case_id",
            "person_id",
            unique=True,
            postgresql_where=_HOLDS,
            sqlite_where=_HOLDS,
        ),
        Index("ix_case_reader_person", "person_id", "case_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("process_case.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    given_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    given_by_name: Mapped[str] = mapped_column(String(300), default="")
    given_at: Mapped[datetime] = mapped_column(UtcTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcTime)
    revoked_by_name: Mapped[str] = mapped_column(String(300), default="")
