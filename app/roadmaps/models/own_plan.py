"""Plans made here: changed in the editor until they are approved, then carried out; and tables that are imported."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.foundation.database import Json, Model, UtcTime, enum_column


class PlanState(StrEnum):
    """How far a plan is: only a draft is changed; its case of roadmap management moves it on."""

    DRAFT = "draft"
    AGREEING = "agreeing"
    AGREED = "agreed"
    APPROVED = "approved"
    RUNNING = "running"
    CLOSED = "closed"
    DROPPED = "dropped"


class OpenCases(StrEnum):
    """What an amendment does with cases that are open already: they keep their date, or take the new one."""

    KEEP = "keep"
    MOVE = "move"


class OwnPlan(Model):
    """A plan of an organisation, as a plan file holds it, but with gaps while it is a draft.

    `plan` is the key of its versions. An amendment has `amends_id`, the running roadmap that it changes. `ver` counts
    the changes; each section and measure in `content` has a `rev` of its own, so that two editors of different rows do
    not stand in each other's way.
    """

    __tablename__ = "roadmap_own_plan"
    __table_args__ = (Index("ix_roadmap_own_plan_organisation", "organisation_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(1000))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    state: Mapped[PlanState] = mapped_column(enum_column(PlanState, "own_plan_state"))
    content: Mapped[dict[str, Any]] = deferred(mapped_column(Json, nullable=False))
    ver: Mapped[int] = mapped_column(default=1)
    source: Mapped[str] = mapped_column(String(400), default="")
    amends_id: Mapped[int | None] = mapped_column(ForeignKey("roadmap.id", ondelete="CASCADE"))
    open_cases: Mapped[OpenCases] = mapped_column(enum_column(OpenCases, "open_cases"), default=OpenCases.KEEP)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("process_case.id", ondelete="SET NULL"), unique=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("roadmap_plan_version.id"))
    roadmap_id: Mapped[int | None] = mapped_column(ForeignKey("roadmap.id", ondelete="SET NULL"))
    basis: Mapped[str] = mapped_column(String(400), default="")
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    changed_at: Mapped[datetime] = mapped_column(UtcTime)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    changed_by_name: Mapped[str] = mapped_column(String(300), default="")


class PlanUpload(Model):
    """The tables of an uploaded file until they have become a plan, at most a day; the file itself is not kept."""

    __tablename__ = "roadmap_plan_upload"
    __table_args__ = (Index("ix_roadmap_plan_upload_person", "uploaded_by"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(260))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    tables: Mapped[list[Any]] = mapped_column(Json, nullable=False)
    choices: Mapped[dict[str, Any]] = mapped_column(Json, nullable=False)
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    uploaded_at: Mapped[datetime] = mapped_column(UtcTime)


class RoadmapEdition(Model):
    """An edition of a running roadmap: which wording holds since when, and what became of open cases."""

    __tablename__ = "roadmap_edition"
    __table_args__ = (UniqueConstraint("roadmap_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    roadmap_id: Mapped[int] = mapped_column(ForeignKey("roadmap.id", ondelete="CASCADE"))
    number: Mapped[int]
    version_id: Mapped[int] = mapped_column(ForeignKey("roadmap_plan_version.id"))
    since: Mapped[date]
    basis: Mapped[str] = mapped_column(String(400), default="")
    open_cases: Mapped[OpenCases] = mapped_column(enum_column(OpenCases, "edition_open_cases"))
    added: Mapped[int] = mapped_column(default=0)
    removed: Mapped[int] = mapped_column(default=0)
    moved: Mapped[int] = mapped_column(default=0)
    kept: Mapped[int] = mapped_column(default=0)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("process_case.id", ondelete="SET NULL"))
    applied_at: Mapped[datetime] = mapped_column(UtcTime)
    applied_by_name: Mapped[str] = mapped_column(String(300), default="")
