"""One time that a measure is due in one organisation, its case, and the requests to move its date."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Model, UtcTime, enum_column

_AHEAD = text("state = 'ahead'")


class OccurrenceState(StrEnum):
    """How an occurrence stands. `passed` lay before the day on which the plan was applied: nothing is back-dated."""

    AHEAD = "ahead"
    OPEN = "open"
    RETURNED = "returned"
    DONE = "done"
    NOT_DONE = "not done"
    PASSED = "passed"

    @property
    def is_closed(self) -> bool:
        """Say whether nothing is to be done any more."""
        return self in (OccurrenceState.DONE, OccurrenceState.NOT_DONE, OccurrenceState.PASSED)


class MeasureOccurrence(Model):
    """A measure x an organisation x a due date.

    `due` is the legal day, inclusive; `printed_due` the day of the plan before any transfer; `safe_due` the last
    working day not after `due`. `opens_on` is when its case opens by itself. `position` orders the rows of a plan.
    """

    __tablename__ = "measure_occurrence"
    __table_args__ = (
        UniqueConstraint("roadmap_id", "measure", "organisation_id", "printed_due", name="uq_measure_occurrence_key"),
        UniqueConstraint("case_id"),
        Index("ix_measure_occurrence_row", "roadmap_id", "position", "due"),
        Index("ix_measure_occurrence_organisation", "organisation_id", "due"),
        Index("ix_measure_occurrence_opens", "opens_on", "id", postgresql_where=_AHEAD, sqlite_where=_AHEAD),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    roadmap_id: Mapped[int] = mapped_column(ForeignKey("roadmap.id", ondelete="CASCADE"))
    measure: Mapped[str] = mapped_column(String(60))
    position: Mapped[int]
    section: Mapped[int]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    executor_role: Mapped[str] = mapped_column(String(40))
    opens_on: Mapped[date]
    due: Mapped[date]
    safe_due: Mapped[date]
    printed_due: Mapped[date]
    basis: Mapped[str] = mapped_column(String(400), default="")
    state: Mapped[OccurrenceState] = mapped_column(enum_column(OccurrenceState, "occurrence_state"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("process_case.id", ondelete="SET NULL"))
    returns: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(String(600), default="")
    done_on: Mapped[date | None]
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime)


class TransferState(StrEnum):
    """How a request to move a date stands."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


class Transfer(Model):
    """A request to move a date, with its decision; a date moves in no other way."""

    __tablename__ = "measure_transfer"
    __table_args__ = (Index("ix_measure_transfer_occurrence", "occurrence_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    occurrence_id: Mapped[int] = mapped_column(ForeignKey("measure_occurrence.id", ondelete="CASCADE"))
    was: Mapped[date]
    wanted: Mapped[date]
    reason: Mapped[str] = mapped_column(String(1000))
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    asked_by_name: Mapped[str] = mapped_column(String(300))
    asked_at: Mapped[datetime] = mapped_column(UtcTime)
    state: Mapped[TransferState] = mapped_column(enum_column(TransferState, "transfer_state"))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    decided_by_name: Mapped[str] = mapped_column(String(300), default="")
    decided_at: Mapped[datetime | None] = mapped_column(UtcTime)
    decision: Mapped[str] = mapped_column(String(1000), default="")
