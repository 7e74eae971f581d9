"""The visible mark of an electronic signature on a copy for printing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from docx import Document
from docx.shared import Cm, Pt

from app.paper.content import printable


@dataclass(frozen=True, kw_only=True)
class Mark:
    """Who signed which bytes when; `session` is the session in which it was confirmed."""

    name: str
    post: str
    at: datetime
    sha256: str
    session: int


def marked(docx: bytes, marks: Sequence[Mark]) -> bytes:
    """Return a copy of the document with a framed mark for each signature at its end."""
    document = Document(BytesIO(docx))
    document.add_paragraph()
    for mark in marks:
        table = document.add_table(rows=1, cols=1)
        table.style = "Table Grid"
        table.columns[0].width = Cm(9)
        lines = (
            "ДОКУМЕНТ ПОДПИСАН ПРОСТОЙ ЭЛЕКТРОННОЙ ПОДПИСЬЮ",
            f"{mark.post}: {mark.name}" if mark.post and mark.post not in mark.name else mark.name,
            f"{mark.at:%d.%m.%Y %H:%M} UTC, подтверждено паролем, сеанс {mark.session}",
            f"SHA-256 подписанного файла: {mark.sha256}",
        )
        cell = table.rows[0].cells[0]
        for place, words in enumerate(lines):
            paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
            run = paragraph.add_run(printable(words))
            run.font.size, run.bold = Pt(8), place == 0
        document.add_paragraph()
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()
