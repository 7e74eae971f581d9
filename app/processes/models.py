"""Processes, their published, immutable versions, and the drafts of versions to come."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Json, Model, UtcTime, enum_column


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
    approver_role: Mapped[str] = mapped_column(String(60), default="")
    """Who approves a publication beside its owner; empty: nobody need."""


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


class DraftState(StrEnum):
    """What a draft is: shown to be looked at before it is taken over, open for drawing, before its approver, ended."""

    OFFERED = "offered"
    OPEN = "open"
    SENT = "sent"
    PUBLISHED = "published"
    DISCARDED = "discarded"


class PartKind(StrEnum):
    """What a part of a draft is."""

    DIAGRAM = "diagram"
    FORM = "form"
    DECISION = "decision"


class ProcessDraft(Model):
    """A version to come, as its owners draw it; running cases know nothing of it.

    `process_key` is the id of the BPMN process that is published, `revision` counts every save of any part.
    `report` keeps what was missing when the draft came from a file, `approval_case_id` is the case in which the
    publication was put before a second person last, `publication` what was asked there and what was answered.
    """

    __tablename__ = "process_draft"
    __table_args__ = (Index("ix_process_draft_state", "state", "process_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    process_key: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(300))
    owner_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    base_version_id: Mapped[int | None] = mapped_column(ForeignKey("process_version.id"))
    state: Mapped[DraftState] = mapped_column(enum_column(DraftState, "draft_state"))
    revision: Mapped[int] = mapped_column(default=1)
    origin: Mapped[str] = mapped_column(String(300), default="")
    report: Mapped[list[Any]] = mapped_column(Json)
    approval_case_id: Mapped[int | None]
    publication: Mapped[dict[str, Any] | None] = mapped_column(Json)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcTime)


class ProcessDraftPart(Model):
    """A diagram, a form or a table of a draft; `revision` counts its own saves, so that two people are told."""

    __tablename__ = "process_draft_part"
    __table_args__ = (UniqueConstraint("draft_id", "kind", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("process_draft.id", ondelete="CASCADE"))
    kind: Mapped[PartKind] = mapped_column(enum_column(PartKind, "part_kind"))
    name: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    revision: Mapped[int] = mapped_column(default=1)
    position: Mapped[int] = mapped_column(default=0)
    saved_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    saved_at: Mapped[datetime] = mapped_column(UtcTime)


class ProcessDraftKept(Model):
    """What a person saved when a colleague had saved the same part before them, or what stood where it was put in.

    Nothing of it is lost: it stays beside the draft until somebody takes it over or throws it away.
    """

    __tablename__ = "process_draft_kept"
    __table_args__ = (Index("ix_process_draft_kept_draft", "draft_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("process_draft.id", ondelete="CASCADE"))
    kind: Mapped[PartKind] = mapped_column(enum_column(PartKind, "part_kind"))
    name: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    based_on: Mapped[int]
    saved_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    saved_at: Mapped[datetime] = mapped_column(UtcTime)


class ProcessScenario(Model):
    """A try-out that was kept: its steps, and the way it took; tried again before each publication."""

    __tablename__ = "process_scenario"
    __table_args__ = (UniqueConstraint("process_key", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    process_key: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(200))
    steps: Mapped[dict[str, Any]] = mapped_column(Json)
    path: Mapped[list[str]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(20))
    saved_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    saved_at: Mapped[datetime] = mapped_column(UtcTime)


class ProcessTryout(Model):
    """A draft that somebody tries out: only the steps so far, from which everything else is worked out anew."""

    __tablename__ = "process_tryout"
    __table_args__ = (UniqueConstraint("draft_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("process_draft.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    steps: Mapped[dict[str, Any]] = mapped_column(Json)
    began_at: Mapped[datetime] = mapped_column(UtcTime)


class FormPart(Model):
    """A part of the question bank: fields that are asked the same way in many forms; a withdrawn one is not offered."""

    __tablename__ = "form_part"
    __table_args__ = (Index("ix_form_part_owner", "owner_organisation_id", "is_withdrawn"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(String(500), default="")
    components: Mapped[list[Any]] = mapped_column(Json)
    owner_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    is_withdrawn: Mapped[bool] = mapped_column(default=False)
    saved_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    saved_at: Mapped[datetime] = mapped_column(UtcTime)
