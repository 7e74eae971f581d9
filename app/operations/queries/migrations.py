"""Migrations to read: how far one is, its cases a page at a time, the latest ones of a process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask_babel import get_locale
from sqlalchemy import func, select

from app.engine.models import Case
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.operations.models import Migration, MigrationItem, MigrationState, MoveState
from app.processes.models import Process, ProcessVersion

PAGE: Final = 50


@dataclass(frozen=True, kw_only=True)
class MigrationRow:
    """A migration with the name of its process, its target, and how many of its cases stand how."""

    migration_id: int
    process_key: str
    process_name: str
    owner_organisation_id: int | None
    version_number: int
    note: str
    state: MigrationState
    started_by_name: str
    started_at: datetime
    counts: Mapping[MoveState, int]

    @property
    def total(self) -> int:
        """Return how many cases it is about."""
        return sum(self.counts.values())

    @property
    def waiting(self) -> int:
        """Return how many cases it still has to come to."""
        ahead = MoveState.MOVED if self.state is MigrationState.TAKING_BACK else MoveState.WAITING
        return self.counts.get(ahead, 0) if self.is_under_way else 0

    @property
    def is_under_way(self) -> bool:
        """Say whether the worker is at it."""
        return self.state in (MigrationState.RUNNING, MigrationState.TAKING_BACK)


@dataclass(frozen=True, kw_only=True)
class ItemRow:
    """One case of a migration."""

    item_id: int
    number: str
    title: str
    organisation_id: int
    state: MoveState
    reason: str


def get_migration(migration_id: int) -> MigrationRow:
    """Return one migration; raises NotFound."""
    found = _rows(Migration.id == migration_id)
    if not found:
        raise NotFound(migration_id=migration_id)
    return found[0]


def list_migrations(process_key: str) -> tuple[MigrationRow, ...]:
    """Return the latest migrations of a process, the last first."""
    return _rows(Process.key == process_key)


def list_items(migration_id: int, *, after: int = 0, state: MoveState | None = None) -> tuple[ItemRow, ...]:
    """Return the cases of a migration after an item, one more than a page."""
    query = (
        select(
            MigrationItem.id, MigrationItem.state, MigrationItem.reason_ru, MigrationItem.reason_en,
            Case.number, Case.title, Case.organisation_id,
        )
        .join(Case, Case.id == MigrationItem.case_id)
        .where(MigrationItem.migration_id == migration_id, MigrationItem.id > after)
        .order_by(MigrationItem.id)
        .limit(PAGE + 1)
    )  # fmt: skip
    if state is not None:
        query = query.where(MigrationItem.state == state)
    russian = str(get_locale() or "ru").startswith("ru")
    return tuple(
        ItemRow(
            item_id=row.id,
            number=row.number,
            title=row.title,
            organisation_id=row.organisation_id,
            state=row.state,
            reason=row.reason_ru if russian else row.reason_en,
        )
        for row in db.session.execute(query)
    )


def _rows(condition: object) -> tuple[MigrationRow, ...]:
    query = (
        select(Migration, Process.key, Process.name, Process.owner_organisation_id, ProcessVersion.number)
        .join(Process, Process.id == Migration.process_id)
        .join(ProcessVersion, ProcessVersion.id == Migration.version_id)
        .where(condition)  # type: ignore[arg-type]  # a column condition of either table
        .order_by(Migration.id.desc())
        .limit(20)
        .execution_options(populate_existing=True)
    )
    return tuple(
        MigrationRow(
            migration_id=migration.id,
            process_key=key,
            process_name=name,
            owner_organisation_id=owner,
            version_number=number,
            note=migration.note,
            state=migration.state,
            started_by_name=migration.started_by_name,
            started_at=migration.started_at,
            counts=_counts(migration.id),
        )
        for migration, key, name, owner, number in db.session.execute(query)
    )


def _counts(migration_id: int) -> dict[MoveState, int]:
    query = (
        select(MigrationItem.state, func.count().label("number"))
        .where(MigrationItem.migration_id == migration_id)
        .group_by(MigrationItem.state)
    )
    return {row.state: row.number for row in db.session.execute(query)}
