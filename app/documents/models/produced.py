"""Templates that the office uploaded, and the documents that were made from templates."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Json, Model, UtcTime


class TemplateVersion(Model):
    """A version of a template; number 0 is the one that ships and has no row. The content lies under its hash."""

    __tablename__ = "template_version"
    __table_args__ = (UniqueConstraint("key", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(260))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    note: Mapped[str] = mapped_column(String(400), default="")
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    uploaded_by_name: Mapped[str] = mapped_column(String(300), default="")
    uploaded_at: Mapped[datetime] = mapped_column(UtcTime)


class ProducedDocument(Model):
    """A document that the system made for a case: its files, its template, the content it was made of.

    `token` opens the page of verification and is printed as a QR code; `missing` names fields that had no value.
    """

    __tablename__ = "produced_document"
    __table_args__ = (
        UniqueConstraint("token"),
        Index("ix_produced_document_case", "case_id", "id"),
        Index("ix_produced_document_file", "file_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(40))
    case_id: Mapped[int] = mapped_column(ForeignKey("process_case.id", ondelete="CASCADE"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("user_task.id", ondelete="SET NULL"))
    file_id: Mapped[str] = mapped_column(ForeignKey("stored_file.id", ondelete="CASCADE"))
    pdf_id: Mapped[str | None] = mapped_column(ForeignKey("stored_file.id", ondelete="SET NULL"))
    template_key: Mapped[str] = mapped_column(String(60))
    template_number: Mapped[int]
    template_sha256: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(300))
    number: Mapped[str] = mapped_column(String(120), default="")
    content_hash: Mapped[str] = mapped_column(String(64), default="")
    maker: Mapped[str] = mapped_column(String(20), default="")
    missing: Mapped[list[str]] = mapped_column(Json)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
