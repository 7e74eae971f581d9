"""Facts of indicators: what an organisation reached in a period, and where the number comes from."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Model, UtcTime, enum_column


class FactSource(StrEnum):
    """Where a fact comes from: an accepted answer of a case, or a person who entered it with evidence."""

    ANSWER = "answer"
    MANUAL = "manual"


class IndicatorFact(Model):
    """The value of an indicator in one organisation and period.

    `period` is a year («2024»), a quarter («2024-Q1») or a day («2024-12-31») as the targets are printed. `value` is a
    decimal number as text; `part` and `whole` are the two numbers of a share, where they are known. A frozen fact was
    approved and is not changed any more. `evidence_file_id` is the paper that a fact entered by hand rests on.
    """

    __tablename__ = "indicator_fact"
    __table_args__ = (
        UniqueConstraint("indicator", "organisation_id", "period"),
        Index("ix_indicator_fact_organisation", "organisation_id", "indicator"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator: Mapped[str] = mapped_column(String(60))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    period: Mapped[str] = mapped_column(String(20))
    value: Mapped[str] = mapped_column(String(40))
    part: Mapped[str] = mapped_column(String(40), default="", server_default="")
    whole: Mapped[str] = mapped_column(String(40), default="", server_default="")
    source: Mapped[FactSource] = mapped_column(enum_column(FactSource, "fact_source"))
    words: Mapped[str] = mapped_column(String(400), default="")
    evidence_file_id: Mapped[str | None] = mapped_column(ForeignKey("stored_file.id", ondelete="SET NULL"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("process_case.id", ondelete="SET NULL"))
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    entered_by_name: Mapped[str] = mapped_column(String(300), default="")
    entered_at: Mapped[datetime] = mapped_column(UtcTime)
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    approved_by_name: Mapped[str] = mapped_column(String(300), default="")
    approved_at: Mapped[datetime | None] = mapped_column(UtcTime)

    @property
    def is_frozen(self) -> bool:
        """Say whether the fact was approved."""
        return self.approved_at is not None
