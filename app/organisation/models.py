"""Organisations, memberships and their relations."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.access.models import Role
from app.foundation.database import Model, UtcTime, enum_column

# Paths are compared as plain signs everywhere: PostgreSQL's language collations would skip the slashes.
PATH = String(200).with_variant(String(200, collation="C"), "postgresql")


class OrganisationKind(StrEnum):
    """Kinds of nodes of the tree (domain/processes.md, a.1)."""

    FEDERAL = "federal"
    REGION = "region"
    INSTITUTE = "institute"
    COORDINATOR = "coordinator"
    MOUO = "mouo"
    SUPPORT = "support"
    FINANCE = "finance"
    SCHOOL = "school"
    CENTRE = "centre"
    PARTNER = "partner"


class Place(StrEnum):
    """A relation to the organisation of a case, as a diagram's `role@place` names it (design/dialect.md)."""

    INITIATOR = "initiator"
    SCHOOL = "school"
    CENTRE = "centre"
    MOUO = "mouo"
    REGION = "region"
    INSTITUTE = "institute"
    COORDINATOR = "coordinator"
    PARTNER = "partner"
    FINANCE = "finance"


class AbsenceKind(StrEnum):
    """Why a person is away."""

    LEAVE = "leave"
    ILLNESS = "illness"
    TRIP = "trip"
    TRAINING = "training"
    OTHER = "other"


class Organisation(Model):
    """A node of the tree. `path` lists the ids from the root («/1/4/12/»), so a subtree is one range of an index."""

    __tablename__ = "organisation"
    __table_args__ = (Index("ix_organisation_path", "path"), Index("ix_organisation_parent", "parent_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[OrganisationKind] = mapped_column(enum_column(OrganisationKind, "organisation_kind"))
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(400))
    short_name: Mapped[str] = mapped_column(String(160))
    timezone: Mapped[str] = mapped_column(String(60), default="")
    path: Mapped[str] = mapped_column(PATH)
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class OrganisationRelation(Model):
    """A relation the tree does not show: which bookkeeping, coordinator, institute or partner serves an organisation.

    It holds for the whole subtree below `organisation_id` unless a node below has its own.
    """

    __tablename__ = "organisation_relation"
    __table_args__ = (UniqueConstraint("organisation_id", "place", "target_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    place: Mapped[Place] = mapped_column(enum_column(Place, "place"))
    target_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))


class Membership(Model):
    """A post: this person holds this role in this organisation, from and until (inclusive) when given."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("person_id", "role", "organisation_id"),
        Index("ix_membership_role", "organisation_id", "role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    role: Mapped[Role] = mapped_column(enum_column(Role, "role"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    post: Mapped[str] = mapped_column(String(200), default="")
    since: Mapped[date | None]
    until: Mapped[date | None]


class Absence(Model):
    """A person is away from `since` until `until` (inclusive), by an order or another paper named in `basis`.

    `ended_at` says that they came back earlier, or that it was written down by mistake: it gives no rights from then.
    """

    __tablename__ = "absence"
    __table_args__ = (Index("ix_absence_person", "person_id", "until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    kind: Mapped[AbsenceKind] = mapped_column(enum_column(AbsenceKind, "absence_kind"))
    since: Mapped[date]
    until: Mapped[date]
    basis: Mapped[str] = mapped_column(String(300))
    set_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    set_by_name: Mapped[str] = mapped_column(String(300), default="")
    set_at: Mapped[datetime] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)


class Substitution(Model):
    """Somebody does the tasks of an absent person: all of them, those of one process, or those of one post.

    `process_key` empty means every process; `role` and `organisation_id` empty mean every post.
    """

    __tablename__ = "substitution"
    __table_args__ = (Index("ix_substitution_substitute", "substitute_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    absence_id: Mapped[int] = mapped_column(ForeignKey("absence.id", ondelete="CASCADE"), index=True)
    substitute_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    process_key: Mapped[str] = mapped_column(String(120), default="")
    role: Mapped[str] = mapped_column(String(40), default="")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))


class DayKind(StrEnum):
    """What is special about a day: nobody works, everybody works, the day is shorter, pupils are on holiday."""

    REST = "rest"
    WORK = "work"
    SHORT = "short"
    VACATION = "vacation"


class CalendarException(Model):
    """A day on which an organisation (and those below it) differs from the state calendar.

    `works` is what terms are counted by; a shorter day and one of school holidays are worked like any other, and said.
    """

    __tablename__ = "calendar_exception"
    __table_args__ = (UniqueConstraint("organisation_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    day: Mapped[date]
    works: Mapped[bool]
    kind: Mapped[DayKind] = mapped_column(enum_column(DayKind, "day_kind"))
    reason: Mapped[str] = mapped_column(String(200), default="")


class CalendarYear(Model):
    """A year whose calendar an organisation has entered whole: it holds below it too, and nobody is warned of it."""

    __tablename__ = "calendar_year"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    completed_by_name: Mapped[str] = mapped_column(String(300), default="")
    completed_at: Mapped[datetime] = mapped_column(UtcTime)


class DirectoryStamp(Model):
    """One row that changes with every change of organisations, relations or calendars: what is kept in memory of
    them is read again when the stamp differs."""

    __tablename__ = "directory_stamp"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stamp: Mapped[str] = mapped_column(String(40))


class ImportFile(Model):
    """A workbook whose differences were shown; it is applied exactly as shown or not at all."""

    __tablename__ = "organisation_import_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    plan_hash: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(260))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    uploaded_at: Mapped[datetime] = mapped_column(UtcTime)
