"""Journals of registration: per organisation and kind, a row for each year, a row for each number ever given."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Model, UtcTime, enum_column


class EntryState(StrEnum):
    """A reserved number waits for its document; an annulled one stays in its place, so that no number is missing."""

    RESERVED = "reserved"
    REGISTERED = "registered"
    ANNULLED = "annulled"


class Journal(Model):
    """A journal of an organisation. `kind` is a word of `app.workflow.registration.JOURNALS`, `template` makes numbers.

    `index` is the index of the file (номенклатура дел) that a template may name.
    """

    __tablename__ = "journal"
    __table_args__ = (UniqueConstraint("organisation_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(String(40))
    index: Mapped[str] = mapped_column(String(40), default="")
    template: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class JournalYear(Model):
    """The last ordinal given in a year; the row is the lock of the journal. A closed year gives no number any more."""

    __tablename__ = "journal_year"

    journal_id: Mapped[int] = mapped_column(ForeignKey("journal.id", ondelete="CASCADE"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    closed_by_name: Mapped[str] = mapped_column(String(300), default="")


class JournalEntry(Model):
    """One number. `ordinal` counts within the year without a gap; None for a number that came from outside the count.

    `dated` is the date of the document, `entered_at` when it was written here. `reason` is why it was written by
    hand, reserved or annulled. The number of the case is kept as text too: the entry outlives its case.
    """

    __tablename__ = "journal_entry"
    __table_args__ = (
        UniqueConstraint("journal_id", "year", "ordinal"),
        UniqueConstraint("journal_id", "year", "number"),
        Index("ix_journal_entry_case", "case_id"),
        Index("ix_journal_entry_number", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    journal_id: Mapped[int] = mapped_column(ForeignKey("journal.id"))
    year: Mapped[int]
    ordinal: Mapped[int | None]
    number: Mapped[str] = mapped_column(String(120))
    state: Mapped[EntryState] = mapped_column(enum_column(EntryState, "journal_entry_state"))
    dated: Mapped[date | None]
    title: Mapped[str] = mapped_column(String(400), default="")
    correspondent: Mapped[str] = mapped_column(String(300), default="")
    reason: Mapped[str] = mapped_column(String(400), default="")
    case_id: Mapped[int | None] = mapped_column(ForeignKey("process_case.id", ondelete="SET NULL"))
    case_number: Mapped[str] = mapped_column(String(40), default="")
    task_id: Mapped[int | None] = mapped_column(ForeignKey("user_task.id", ondelete="SET NULL"))
    entered_at: Mapped[datetime] = mapped_column(UtcTime)
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    entered_by_name: Mapped[str] = mapped_column(String(300), default="")
