"""A case as one PDF: contents, sheet of agreement, answers, course of the case, every document that can be bound in."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from flask import current_app
from sqlalchemy import select

from app.access.policy import Viewer
from app.documents.commands.content import path_of
from app.documents.commands.produce import make_document
from app.documents.models import ProducedDocument, StoredFile
from app.documents.policy import DOCX, PDF
from app.documents.policy.content_types import JPEG, ODT, PNG, XLSX
from app.documents.queries.agreement_paper import sheet_values
from app.documents.queries.case_content import case_content
from app.documents.queries.dossier_texts import answers_page, contents_text, course_page
from app.engine.queries import get_case_visible_to
from app.foundation.database import db
from app.paper.binding import Piece, bind, picture_piece, text_piece
from app.paper.pdf import NoPdf, convert, find_office
from config import Config

_OFFICE: Final = {DOCX: "docx", ODT: "odt", XLSX: "xlsx"}
_IN_PDF: Final = "есть в PDF"


def bound_dossier(viewer: Viewer, case_id: int, files: Sequence[StoredFile], progress: Callable[[int], None]) -> bytes:
    """Return the PDF of a case that the person sees; `progress` hears how many pieces are done. Raises NoPdf."""
    case = get_case_visible_to(viewer, case_id)
    facts = contents_text(viewer, case_id, []).partition("\n\n")[0].splitlines()
    pieces = []
    for done, piece in enumerate(_pieces(viewer, case_id, files), start=1):
        pieces.append(piece)
        progress(done)
    return bind(f"Досье дела {case.number}", facts, pieces)


def _pieces(viewer: Viewer, case_id: int, files: Sequence[StoredFile]) -> Iterator[Piece]:
    sheet = make_document("agreement-sheet", case_content(case_id, more=sheet_values(case_id), signer={}))
    note = "" if sheet.pdf is not None else "PDF сделать нечем"
    yield Piece(title="Лист согласования", data=sheet.pdf, note=note, is_ours=True)
    yield text_piece("Ответы", answers_page(viewer, case_id))
    yield text_piece("Ход дела", course_page(viewer, case_id))
    config: Config = current_app.config["SOGLAS"]
    office = find_office(config.office)
    printed = select(ProducedDocument.file_id).where(
        ProducedDocument.case_id == case_id, ProducedDocument.pdf_id.is_not(None)
    )
    twins = set(db.session.scalars(printed))
    for file in files:
        yield _document(file, office, has_twin=file.id in twins)


def _document(file: StoredFile, office: str, *, has_twin: bool) -> Piece:
    """Return a document as a piece; what cannot be bound in stays in the contents with its hash and the reason."""
    title, path = f"{file.name} (версия {file.version})", path_of(file.sha256)
    proof = f"SHA-256 {file.sha256}"
    if not path.is_file():
        return Piece(title=title, note=f"{proof}; содержимое утрачено")
    if has_twin:
        return Piece(title=title, note=f"{proof}; {_IN_PDF}")
    try:
        if file.media_type == PDF:
            return Piece(title=title, data=path.read_bytes(), note=proof)
        if file.media_type in (PNG, JPEG):
            piece = picture_piece(title, file.media_type, base64.b64encode(path.read_bytes()).decode())
            return replace(piece, note=proof)
        if file.media_type in _OFFICE and office:
            data = convert(path.read_bytes(), _OFFICE[file.media_type], office=office)
            return Piece(title=title, data=data, note=proof)
    except (NoPdf, ValueError, OSError):
        return Piece(title=title, note=f"{proof}; файл нельзя вложить: откройте его в деле")
    return Piece(title=title, note=f"{proof}; файл не вложен: откройте его в деле")
