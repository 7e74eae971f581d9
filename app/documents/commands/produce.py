"""Make the documents of a task: a job written when the task is done, so that nobody waits for LibreOffice."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask import current_app
from sqlalchemy import select

from app.audit.commands import record
from app.audit.models import SYSTEM
from app.documents.commands.content import keep, received
from app.documents.commands.store_file import STREAM, find_before
from app.documents.models import ProducedDocument, StoredFile
from app.documents.policy import DOCX, PDF, tidy_name
from app.documents.queries import acquaintance, agreement_paper
from app.documents.queries.case_content import case_content
from app.documents.queries.templates import get_template, template_content
from app.engine.commands.run_jobs import TakenJob
from app.engine.commands.steps.searching import texts_changed
from app.engine.models import Case
from app.engine.models.values import from_column
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.transaction import command
from app.paper.codes import code_picture, stamp_code
from app.paper.content import Content
from app.paper.filling import Filled, fill
from app.paper.pdf import NoPdf, find_office, make_pdf
from config import Config

JOB = "produce-documents"
SHEETS: Mapping[str, Callable[[int], dict[str, Any]]] = {
    "acquaintance-list": acquaintance.sheet_values,
    "agreement-sheet": agreement_paper.sheet_values,
}
"""Templates that are filled from the events of the case, with what gives their values."""


@dataclass(frozen=True, kw_only=True)
class _Kept:
    """A content that lies in the store."""

    sha256: str
    size: int


@dataclass(frozen=True, kw_only=True)
class Made:
    """A document on its way into the case; `pdf` is None when no PDF could be made."""

    title: str
    number: str
    token: str
    template_key: str
    template_number: int
    template_sha256: str
    filled: Filled
    pdf: bytes | None
    maker: str
    content_hash: str = ""


def produce_documents(job: TakenJob) -> Mapping[str, Any] | None:
    """Make every document that the job names; one that is there already is not made again."""
    task_id, case_id = job.payload["task"], job.case_id
    if case_id is None:
        return None
    for key in job.payload["templates"]:
        if _is_made(key, case_id, task_id):
            continue
        values = {name: from_column(value) for name, value in job.payload["values"].items()}
        if key in SHEETS:
            values |= SHEETS[key](case_id)
        content = case_content(case_id, more=values, signer=job.payload["signer"])
        made = make_document(key, content, content_hash=str(job.payload.get("content", "")))
        db.session.rollback()
        add_document(made, case_id=case_id, task_id=task_id)
    return None


def _is_made(key: str, case_id: int, task_id: int | None) -> bool:
    """Tell whether the document of a task is there, or (without a task) the one of the end of the case."""
    there = select(ProducedDocument.id).where(
        ProducedDocument.case_id == case_id,
        ProducedDocument.template_key == key,
        ProducedDocument.task_id.is_not_distinct_from(task_id),
    )
    if task_id is None:
        there = there.join(Case, Case.id == case_id).where(ProducedDocument.made_at >= Case.closed_at)
    return db.session.scalar(there.limit(1)) is not None


def make_document(key: str, content: Content, *, content_hash: str = "") -> Made:
    """Fill the template in use and make the PDF; nothing is kept yet. Raises NotFound."""
    template = get_template(key)
    number, data = template_content(key)
    token = secrets.token_urlsafe(16)
    filled = fill(data, content)
    stamped = stamp_code(filled.docx, code_picture(verification_address(token)), "Проверить документ")
    filled = Filled(docx=stamped, missing=filled.missing)
    pdf, maker = pdf_of(filled.docx)
    return Made(
        title=template.blank.title,
        number=content.text(template.blank.number)[:120] if template.blank.number else "",
        token=token,
        template_key=key,
        template_number=number,
        template_sha256=hashlib.sha256(data).hexdigest(),
        filled=filled,
        pdf=pdf,
        maker=maker,
        content_hash=content_hash,
    )


def pdf_of(docx: bytes) -> tuple[bytes | None, str]:
    """Return the PDF and what made it; None and an empty text when only the DOCX can be had."""
    config: Config = current_app.config["SOGLAS"]
    try:
        made = make_pdf(docx, office=find_office(config.office))
    except NoPdf:
        return None, ""
    return made.data, made.maker


def verification_address(token: str) -> str:
    """Return the address that the QR code holds."""
    config: Config = current_app.config["SOGLAS"]
    return f"{config.base_url.rstrip('/')}/verify/{token}"


def add_document(made: Made, *, case_id: int, task_id: int | None) -> str:
    """Keep the contents and add the document to the case; return the id of its DOCX."""
    docx = keep_bytes(made.filled.docx)
    pdf = keep_bytes(made.pdf) if made.pdf is not None else None
    return _add_rows(made, docx, pdf, case_id, task_id)


def keep_bytes(data: bytes) -> _Kept:
    """Keep a content that the system made."""
    with received(BytesIO(data)) as content:
        keep(content)
        return _Kept(sha256=content.sha256, size=content.size)


@command
def _add_rows(made: Made, docx: _Kept, pdf: _Kept | None, case_id: int, task_id: int | None) -> str:
    name = tidy_name(f"{made.title} {made.number}".replace("/", "_").strip())
    row = _file(f"{name}.docx", DOCX, docx, made.title, case_id, task_id)
    printed = _file(f"{name}.pdf", PDF, pdf, made.title, case_id, task_id) if pdf is not None else None
    db.session.flush()
    db.session.add(
        ProducedDocument(
            token=made.token,
            case_id=case_id,
            task_id=task_id,
            file_id=row.id,
            pdf_id=printed.id if printed is not None else None,
            template_key=made.template_key,
            template_number=made.template_number,
            template_sha256=made.template_sha256,
            title=made.title,
            number=made.number,
            content_hash=made.content_hash,
            maker=made.maker,
            missing=list(made.filled.missing),
            made_at=now(),
        )
    )
    facts = {"file": row.id, "sha256": docx.sha256, "case": case_id, "task": task_id, "template": made.template_key}
    texts_changed(case_id)
    record(STREAM, "document made", SYSTEM, {**facts, "version": made.template_number})
    return row.id


def _file(name: str, media_type: str, kept: _Kept, kind: str, case_id: int, task_id: int | None) -> StoredFile:
    before = find_before(name, case_id, "")
    row = StoredFile(
        id=secrets.token_hex(12),
        case_id=case_id,
        task_id=task_id,
        name=name,
        media_type=media_type,
        size=kept.size,
        sha256=kept.sha256,
        kind=kind[:120],
        version=before.version + 1 if before else 1,
        replaces_id=before.id if before else None,
        created_at=now(),
        submitted_at=now(),
    )
    db.session.add(row)
    return row
