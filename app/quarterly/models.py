"""The order by which reports are asked for, the reports and summaries of a quarter, and their signatures."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.engine.models.values import Values
from app.foundation.database import Model, UtcTime


class ReportingOrder(Model):
    """An authority asks every centre below it for a report on each quarter, from `first_period` on.

    `due_day` and `summary_day` are days of the month after the quarter, inclusive.
    """

    __tablename__ = "reporting_order"
    __table_args__ = (Index("ix_reporting_order_organisation", "organisation_id", "ended_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    first_period: Mapped[str] = mapped_column(String(7))
    due_day: Mapped[int]
    summary_day: Mapped[int]
    basis: Mapped[str] = mapped_column(String(400))
    introduced_at: Mapped[datetime] = mapped_column(UtcTime)
    introduced_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    introduced_by_name: Mapped[str] = mapped_column(String(300))
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)


class QuarterlyReport(Model):
    """The report of one centre, or the summary of one municipality (`is_summary`), on one quarter («2026-Q3»).

    How it stands is told by the open task of its case. Once accepted, its content is what `signature_id` was given to.
    """

    __tablename__ = "quarterly_report"
    __table_args__ = (
        UniqueConstraint("period", "organisation_id", name="uq_quarterly_report_key"),
        UniqueConstraint("case_id"),
        Index("ix_quarterly_report_organisation", "organisation_id", "period"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(String(7))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    is_summary: Mapped[bool]
    case_id: Mapped[int] = mapped_column(ForeignKey("process_case.id", ondelete="CASCADE"))
    due: Mapped[date]
    safe_due: Mapped[date]
    opened_at: Mapped[datetime] = mapped_column(UtcTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcTime)
    signature_id: Mapped[int | None] = mapped_column(ForeignKey("quarterly_signature.id", ondelete="SET NULL"))
    accepted_at: Mapped[datetime | None] = mapped_column(UtcTime)
    accepted_by_name: Mapped[str] = mapped_column(String(300), default="")


class QuarterlySignature(Model):
    """A simple electronic signature of exactly this content: who, in which post, confirmed how, and its SHA-256."""

    __tablename__ = "quarterly_signature"
    __table_args__ = (Index("ix_quarterly_signature_case", "case_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("process_case.id", ondelete="CASCADE"))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, Any]] = mapped_column(Values)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    person_name: Mapped[str] = mapped_column(String(300))
    post: Mapped[str] = mapped_column(String(300), default="")
    organisation_name: Mapped[str] = mapped_column(String(400), default="")
    confirmed_by: Mapped[str] = mapped_column(String(40))
    session_id: Mapped[int | None]
    signed_at: Mapped[datetime] = mapped_column(UtcTime)
