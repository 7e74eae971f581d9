"""A case: one run of a published version, its state as a small blob and what people read of it as plain columns."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.engine.models.values import Values
from app.foundation.database import Json, Model, UtcTime, enum_column

_UNSEARCHED = text("ver <> searched_ver")


class CaseStatus(StrEnum):
    """How a case stands. A case that stopped on an error is still running: an open incident says so."""

    RUNNING = "running"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    FAILED = "failed"

    @property
    def is_closed(self) -> bool:
        """Say whether nothing can happen in the case any more."""
        return self is not CaseStatus.RUNNING


class Case(Model):
    """One run of a process version for an organisation.

    `state` is the truth; `open_words`, `readable` and the rows of tasks, timers and subscriptions are written in the
    same transaction and can be rebuilt from it. `ver` grows with each change. `places` keeps which organisation each
    place of the dialect meant when the case was opened. `rounds` counts how often each element was opened,
    `edition` how often something was filled in, `round` is one more than the number of returns. `previous_id` is the
    person who acted last, `previous_for_id` the absent person for whom they did. `remarks_left` counts remarks that are
    not closed. `undo_task_id` is the task that may still be taken back, with the state before it in `undo_state` and
    the rest in `undo`; every later change of the case forgets them. `bound` is the last day that whoever opened many
    cases at once set for them: `date`, `why` (the name of the campaign) and `until` (the last step it holds for, empty
    for all); see `steps/bound.py`.
    """

    __tablename__ = "process_case"
    __table_args__ = (
        Index("ix_process_case_organisation", "organisation_id", "opened_at", "id"),
        Index("ix_process_case_process", "process_id", "opened_at", "id"),
        Index("ix_process_case_initiator", "initiator_id", "opened_at", "id"),
        Index("ix_process_case_opened", "opened_at", "id"),
        Index("ix_process_case_version", "version_id", "status"),
        Index("ix_process_case_unsearched", "id", postgresql_where=_UNSEARCHED, sqlite_where=_UNSEARCHED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("process_version.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    initiator_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    initiator_name: Mapped[str] = mapped_column(String(300), default="")
    initiator_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    initiator_role: Mapped[str] = mapped_column(String(40), default="")
    title: Mapped[str] = mapped_column(String(400))
    status: Mapped[CaseStatus] = mapped_column(enum_column(CaseStatus, "case_status"))
    outcome_element: Mapped[str] = mapped_column(String(200), default="")
    outcome_words: Mapped[str] = mapped_column(String(400), default="")
    open_words: Mapped[str] = mapped_column(default="")
    round: Mapped[int] = mapped_column(default=1)
    edition: Mapped[int] = mapped_column(default=0)
    rounds: Mapped[dict[str, int]] = mapped_column(Json)
    places: Mapped[dict[str, int]] = mapped_column(Json)
    bound: Mapped[dict[str, str] | None] = mapped_column(Json)
    previous_id: Mapped[int | None]
    previous_for_id: Mapped[int | None]
    remarks_left: Mapped[int] = mapped_column(default=0)
    undo_task_id: Mapped[int | None]
    undo_state: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    undo: Mapped[dict[str, Any] | None] = deferred(mapped_column(Json))
    readable: Mapped[dict[str, Any]] = deferred(mapped_column(Values))
    state: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    ver: Mapped[int] = mapped_column(default=1)
    searched_ver: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime] = mapped_column(UtcTime)
    changed_at: Mapped[datetime] = mapped_column(UtcTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    audit_number: Mapped[int] = mapped_column(default=0)
    audit_hash: Mapped[str] = mapped_column(String(64))


class CaseCounter(Model):
    """The last number given in a journal: one row per prefix and year."""

    __tablename__ = "case_counter"

    prefix: Mapped[str] = mapped_column(String(20), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]
