"""A line of the registry of centres."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Model, UtcTime, enum_column


class CentreState(StrEnum):
    """How a centre stands: `creation` since the region chose its school, `working` since its opening, `ended`."""

    CREATION = "creation"
    WORKING = "working"
    ENDED = "ended"


class Centre(Model):
    """One centre, by the case that creates it, written in the transaction of the step that changes it; or, without a
    case, entered by hand because it is older than the system: `basis` names the document that it was entered from.

    `licence` is empty while its case goes on, else `covered`,
    `not_needed`, `given_up` or `waiting`; `exception` says why pupils were enrolled before it. `postponed` says that
    the opening was moved at least once. `ended_words` are the words of the end that left the centre without work.
    """

    __tablename__ = "centre"
    __table_args__ = (
        Index("ix_centre_listed", "listed_at", "id"),
        Index("ix_centre_organisation", "organisation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("process_case.id", ondelete="CASCADE"), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    state: Mapped[CentreState] = mapped_column(enum_column(CentreState, "centre_state"))
    title: Mapped[str] = mapped_column(String(300), default="")
    kind: Mapped[str] = mapped_column(String(40), default="")
    selection_no: Mapped[str] = mapped_column(String(80), default="")
    selected_on: Mapped[date | None]
    order_no: Mapped[str] = mapped_column(String(80), default="")
    order_date: Mapped[date | None]
    head: Mapped[str] = mapped_column(String(300), default="")
    opening_on: Mapped[date | None]
    opened_on: Mapped[date | None]
    postponed: Mapped[bool] = mapped_column(default=False)
    licence: Mapped[str] = mapped_column(String(40), default="")
    exception: Mapped[str] = mapped_column(String(2000), default="")
    programmes: Mapped[int | None]
    pupils: Mapped[int | None]
    ended_words: Mapped[str] = mapped_column(String(400), default="")
    basis: Mapped[str] = mapped_column(String(400), default="", server_default="")
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    entered_by_name: Mapped[str] = mapped_column(String(300), default="", server_default="")
    listed_at: Mapped[datetime] = mapped_column(UtcTime)
    changed_at: Mapped[datetime] = mapped_column(UtcTime)
