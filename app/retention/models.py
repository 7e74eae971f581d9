"""The file plan, and what is left of destroyed cases."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Model, UtcTime


class FilePlanItem(Model):
    """An item of the file plan: how long an organisation, and those below it, keep the cases of a process.

    The term counts from the first of January after the year in which a case ended; `years` None means for good.
    `basis` is the article of the list of terms that says so.
    """

    __tablename__ = "file_plan_item"
    __table_args__ = (UniqueConstraint("organisation_id", "process_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"))
    index: Mapped[str] = mapped_column(String(40), default="")
    title: Mapped[str] = mapped_column(String(300), default="")
    years: Mapped[int | None]
    basis: Mapped[str] = mapped_column(String(300), default="")
    changed_at: Mapped[datetime] = mapped_column(UtcTime)
    changed_by_name: Mapped[str] = mapped_column(String(300), default="")


class DestroyedCase(Model):
    """What is left of a destroyed case: no word of what it held. `audit_hash` is the head of its record."""

    __tablename__ = "destroyed_case"
    __table_args__ = (Index("ix_destroyed_case_organisation", "organisation_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    process_name: Mapped[str] = mapped_column(String(300))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    index: Mapped[str] = mapped_column(String(40), default="")
    closed_on: Mapped[date]
    act_case_number: Mapped[str] = mapped_column(String(40))
    act_number: Mapped[str] = mapped_column(String(120), default="")
    destroyed_at: Mapped[datetime] = mapped_column(UtcTime)
    files: Mapped[int] = mapped_column(default=0)
    entries: Mapped[int]
    audit_hash: Mapped[str] = mapped_column(String(64))
