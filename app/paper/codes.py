"""QR codes: a picture of an address, and its place at the foot of the first sheet (requisite 31)."""

from __future__ import annotations

from io import BytesIO

import segno
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt


def code_picture(address: str) -> bytes:
    """Return a QR code as PNG."""
    stream = BytesIO()
    segno.make(address, error="m", micro=False).save(stream, kind="png", scale=6, border=2)
    return stream.getvalue()


def stamp_code(docx: bytes, picture: bytes, words: str) -> bytes:
    """Return the document with the code at the lower right of its first sheet."""
    document = Document(BytesIO(docx))
    section = document.sections[0]
    if not section.different_first_page_header_footer:
        section.different_first_page_header_footer = True
    paragraph = section.first_page_footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run(f"{words}  ")
    run.font.size = Pt(8)
    paragraph.add_run().add_picture(BytesIO(picture), width=Cm(1.9))
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()
