"""Signatures of files, the agreement to sign simply, and dossiers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Json, Model, UtcTime


class SigningConsent(Model):
    """A person agreed to the use of the simple electronic signature: once, to the text with this hash."""

    __tablename__ = "signing_consent"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    text_sha256: Mapped[str] = mapped_column(String(64))
    given_at: Mapped[datetime] = mapped_column(UtcTime)


class FileSignature(Model):
    """A signature of exactly these bytes (`sha256`).

    `method` is the adapter by name: `simple` (the account and its password, asked again) or `detached` (a .sig or .p7s
    file kept beside, `signature_file_id`). `certificate` is what could be read of it; `is_verified` is true only where
    an adapter has verified the signature, and none of the shipped ones can for ГОСТ.
    """

    __tablename__ = "file_signature"
    __table_args__ = (Index("ix_file_signature_file", "file_id"), Index("ix_file_signature_sha256", "sha256"))

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[str] = mapped_column(ForeignKey("stored_file.id", ondelete="CASCADE"))
    sha256: Mapped[str] = mapped_column(String(64))
    method: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    person_name: Mapped[str] = mapped_column(String(300))
    post: Mapped[str] = mapped_column(String(300), default="")
    organisation_name: Mapped[str] = mapped_column(String(400), default="")
    session_id: Mapped[int | None]
    confirmed_by: Mapped[str] = mapped_column(String(40), default="")
    signature_file_id: Mapped[str | None] = mapped_column(ForeignKey("stored_file.id", ondelete="SET NULL"))
    certificate: Mapped[dict[str, Any]] = mapped_column(Json)
    is_verified: Mapped[bool] = mapped_column(default=False)
    signed_at: Mapped[datetime] = mapped_column(UtcTime)


class Dossier(Model):
    """A whole case in one file, made in the background: `done` of `total` pieces. `form` is `zip` or `pdf`."""

    __tablename__ = "dossier"
    __table_args__ = (Index("ix_dossier_case", "case_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("process_case.id", ondelete="CASCADE"))
    form: Mapped[str] = mapped_column(String(10), default="zip", server_default="zip")
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    asked_at: Mapped[datetime] = mapped_column(UtcTime)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    size: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(400), default="")
    ready_at: Mapped[datetime | None] = mapped_column(UtcTime)
