"""The audit table and the one who acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Json, Model, UtcTime


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who acts in a command: a person with the post they act in, or the system itself (`person_id` None).

    `role` is the value of the role of that post, `organisation_id` where it is held. `on_behalf_of` names the absent
    person whom they substitute (`on_behalf_of_id`), `basis` the paper that says so.
    """

    person_id: int | None
    name: str
    organisation_id: int | None = None
    role: str = ""
    on_behalf_of: str = ""
    basis: str = ""
    on_behalf_of_id: int | None = None

    @property
    def shown_name(self) -> str:
        """The name that people read beside what was done; empty for the system, which pages name in their words."""
        return self.name if self.person_id is not None else ""


SYSTEM = Actor(person_id=None, name="system")


class AuditEntry(Model):
    """One thing that was done. Entries of a stream (`case:12`, `access`, …) are numbered and chained by hashes."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        UniqueConstraint("stream", "number"),
        Index("ix_audit_entry_at", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    stream: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcTime)
    action: Mapped[str] = mapped_column(String(60))
    person_id: Mapped[int | None]
    person_name: Mapped[str] = mapped_column(String(300))
    organisation_id: Mapped[int | None]
    role: Mapped[str] = mapped_column(String(40), default="")
    on_behalf_of: Mapped[str] = mapped_column(String(300), default="")
    basis: Mapped[str] = mapped_column(String(300), default="")
    facts: Mapped[dict[str, Any]] = mapped_column(Json)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Model):
    """The last entry of a stream that keeps its head nowhere else, so that a cut-off tail is found.

    A case keeps the head of its stream in its own row; it has no row here.
    """

    __tablename__ = "audit_head"

    stream: Mapped[str] = mapped_column(String(80), primary_key=True)
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
