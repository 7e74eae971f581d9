"""What a printed document may be held against, by the code on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.documents.models import FileSignature, ProducedDocument, StoredFile
from app.foundation.database import db
from app.foundation.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class SignatureLine:
    """A signature as the public page says it: the post, never more of the person than stands on the paper."""

    name: str
    post: str
    method: str
    is_verified: bool
    at: datetime


@dataclass(frozen=True, kw_only=True)
class VerifiedPaper:
    """A document: kind, number, when it was made, SHA-256 of its files, signatures, whether a newer version exists."""

    title: str
    number: str
    made_at: datetime
    hashes: tuple[tuple[str, str], ...]
    signatures: tuple[SignatureLine, ...]
    is_latest: bool


def get_verified_paper(token: str) -> VerifiedPaper:
    """Return the document with this code; raises NotFound."""
    row = db.session.scalar(select(ProducedDocument).where(ProducedDocument.token == token[:40]))
    if row is None:
        raise NotFound
    ids = [one for one in (row.file_id, row.pdf_id) if one]
    files = list(db.session.scalars(select(StoredFile).where(StoredFile.id.in_(ids))))
    newer = select(ProducedDocument.id).where(
        ProducedDocument.case_id == row.case_id,
        ProducedDocument.template_key == row.template_key,
        ProducedDocument.number == row.number,
        ProducedDocument.id > row.id,
    )
    signed = select(FileSignature).where(FileSignature.file_id.in_(ids)).order_by(FileSignature.signed_at)
    return VerifiedPaper(
        title=row.title,
        number=row.number,
        made_at=row.made_at,
        hashes=tuple(sorted((file.name.rpartition(".")[2].upper(), file.sha256) for file in files)),
        signatures=tuple(
            SignatureLine(
                name=one.person_name, post=one.post, method=one.method, is_verified=one.is_verified, at=one.signed_at
            )
            for one in db.session.scalars(signed)
        ),
        is_latest=db.session.scalar(newer.limit(1)) is None,
    )
