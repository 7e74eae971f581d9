"""Migrations: which cases go on in which version, how far it is, and what is needed to take it back."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.foundation.database import Model, UtcTime, enum_column


class MigrationState(StrEnum):
    """How a migration stands."""

    RUNNING = "running"
    DONE = "done"
    TAKING_BACK = "taking_back"
    TAKEN_BACK = "taken_back"


class MoveState(StrEnum):
    """How one case of a migration stands. A refused one is where it was; `kept` could not be put back any more."""

    WAITING = "waiting"
    MOVED = "moved"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"
    KEPT = "kept"


class Migration(Model):
    """Running cases of a process are to go on in `version_id`: who said so, when, and why."""

    __tablename__ = "migration"
    __table_args__ = (Index("ix_migration_process", "process_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("process_version.id"))
    note: Mapped[str] = mapped_column(default="")
    state: Mapped[MigrationState] = mapped_column(enum_column(MigrationState, "migration_state"))
    started_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    started_by_name: Mapped[str] = mapped_column(String(300), default="")
    started_by_role: Mapped[str] = mapped_column(String(40), default="")
    started_by_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    started_at: Mapped[datetime] = mapped_column(UtcTime)


class MigrationItem(Model):
    """One case of a migration. `state_before` and `ver` are what a way back needs; `reason_*` why it was refused."""

    __tablename__ = "migration_item"
    __table_args__ = (
        UniqueConstraint("migration_id", "case_id"),
        Index("ix_migration_item_state", "migration_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    migration_id: Mapped[int] = mapped_column(ForeignKey("migration.id", ondelete="CASCADE"))
    case_id: Mapped[int] = mapped_column(ForeignKey("process_case.id", ondelete="CASCADE"))
    state: Mapped[MoveState] = mapped_column(enum_column(MoveState, "move_state"))
    from_version_id: Mapped[int | None] = mapped_column(ForeignKey("process_version.id"))
    state_before: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    ver: Mapped[int | None]
    reason_ru: Mapped[str] = mapped_column(default="")
    reason_en: Mapped[str] = mapped_column(default="")
