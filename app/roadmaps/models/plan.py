"""Plans as immutable versions, and a plan applied to a tree of organisations and a year."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.foundation.database import Json, Model, UtcTime, enum_column


class PlanVersion(Model):
    """One wording of a plan: the rows of the document as JSON, as a plan file holds them. Never changed."""

    __tablename__ = "roadmap_plan_version"
    __table_args__ = (UniqueConstraint("plan", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan: Mapped[str] = mapped_column(String(60))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(1000))
    sha256: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(String(400), default="")
    content: Mapped[dict[str, Any]] = deferred(mapped_column(Json, nullable=False))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))


class RoadmapState(StrEnum):
    """A running roadmap opens cases by itself; a closed one opens nothing more."""

    RUNNING = "running"
    CLOSED = "closed"


class Roadmap(Model):
    """A version of a plan that is carried out by an organisation and those below it.

    `year` is the year in which the plan begins here; `shift` how many years that lies after the printed one.
    """

    __tablename__ = "roadmap"
    __table_args__ = (
        UniqueConstraint("plan", "organisation_id", "year"),
        Index("ix_roadmap_organisation", "organisation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan: Mapped[str] = mapped_column(String(60))
    version_id: Mapped[int] = mapped_column(ForeignKey("roadmap_plan_version.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    year: Mapped[int]
    shift: Mapped[int]
    first_day: Mapped[date]
    last_day: Mapped[date]
    state: Mapped[RoadmapState] = mapped_column(enum_column(RoadmapState, "roadmap_state"))
    basis: Mapped[str] = mapped_column(String(400), default="")
    applied_at: Mapped[datetime] = mapped_column(UtcTime)
    applied_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime)
