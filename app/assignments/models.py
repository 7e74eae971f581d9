"""What lists say of assignments: who gave each to whom until when, and how it stands; the case is the truth."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Model, UtcTime, enum_column

_OPEN = text("closed_at IS NULL")


class AssignmentState(StrEnum):
    """How an assignment stands: being done, reported and waiting for the controller, accepted, or taken off control."""

    WORKING = "working"
    REPORTED = "reported"
    ACCEPTED = "accepted"
    REMOVED = "removed"


class Assignment(Model):
    """One assignment, by its case; written in the transactions of that case.

    `origin_id` is the case it was given from, `parent_id` the assignment it is a part of, `root_id` the top of that
    tree (itself for one that stands alone). `first_due` is the day set when it was given, `due` the one that holds now.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        Index("ix_assignment_executor", "executor_id", "due", postgresql_where=_OPEN, sqlite_where=_OPEN),
        Index("ix_assignment_issuer", "issuer_id", "case_id"),
        Index("ix_assignment_controller", "controller_id", "due", postgresql_where=_OPEN, sqlite_where=_OPEN),
        Index("ix_assignment_origin", "origin_id"),
        Index("ix_assignment_root", "root_id", "case_id"),
    )

    case_id: Mapped[int] = mapped_column(
        ForeignKey("process_case.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    origin_id: Mapped[int | None] = mapped_column(ForeignKey("process_case.id", ondelete="SET NULL"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("process_case.id", ondelete="SET NULL"))
    root_id: Mapped[int]
    issuer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    issuer_name: Mapped[str] = mapped_column(String(300), default="")
    executor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    executor_name: Mapped[str] = mapped_column(String(300), default="")
    controller_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    controller_name: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[AssignmentState] = mapped_column(enum_column(AssignmentState, "assignment_state"))
    first_due: Mapped[date]
    due: Mapped[date]
    returns: Mapped[int] = mapped_column(default=0)
    reported_at: Mapped[datetime | None] = mapped_column(UtcTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    removal_reason: Mapped[str] = mapped_column(default="")


class AssignmentHelper(Model):
    """Somebody who does an assignment together with the one responsible."""

    __tablename__ = "assignment_helper"
    __table_args__ = (Index("ix_assignment_helper_person", "person_id", "case_id"),)

    case_id: Mapped[int] = mapped_column(
        ForeignKey("assignment.case_id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    name: Mapped[str] = mapped_column(String(300), default="")
