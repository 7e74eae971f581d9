"""Processes and their published, immutable versions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Json, Model, UtcTime


class Process(Model):
    """A process of the catalogue; `key` is the id of the BPMN process."""

    __tablename__ = "process"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(300))
    description: Mapped[str] = mapped_column(default="")
    family: Mapped[str] = mapped_column(String(120), default="")
    number_prefix: Mapped[str] = mapped_column(String(20))
    start_roles: Mapped[list[str]] = mapped_column(Json)
    owner_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    current_version_id: Mapped[int | None]
    is_retired: Mapped[bool] = mapped_column(default=False)


class ProcessVersion(Model):
    """A publication that never changes: diagrams, forms and tables as bytes, the compiled definition, the hash."""

    __tablename__ = "process_version"
    __table_args__ = (UniqueConstraint("process_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"))
    number: Mapped[int]
    package: Mapped[bytes] = mapped_column(LargeBinary)
    definition: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(default="")
    settings: Mapped[dict[str, Any]] = mapped_column(Json)
    published_at: Mapped[datetime] = mapped_column(UtcTime)
    published_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    effective_from: Mapped[datetime] = mapped_column(UtcTime)


class ProcessSetting(Model):
    """A value of a setting for an organisation and everything below it, from a day on; the row is never changed.

    An empty `value` (NULL) takes back what was set for this organisation: that of the nearest above holds again, or
    the one printed in the diagram. Of several rows for one day the last holds.
    """

    __tablename__ = "process_setting"
    __table_args__ = (Index("ix_process_setting_name", "process_id", "name", "organisation_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"))
    name: Mapped[str] = mapped_column(String(120))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    value: Mapped[str | None] = mapped_column(String(200))
    effective_from: Mapped[date]
    note: Mapped[str] = mapped_column(default="")
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    changed_by_name: Mapped[str] = mapped_column(String(300), default="")
    changed_at: Mapped[datetime] = mapped_column(UtcTime)
