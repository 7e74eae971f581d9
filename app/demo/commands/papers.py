"""Real small documents for the file fields of the demonstration: a DOCX with a title and a line, or a PDF sheet."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

from werkzeug.datastructures import FileStorage

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def make_paper(title: str, line: str, accepted: str = "") -> FileStorage:
    """Return an uploaded document named after its title: a DOCX where `accepted` allows one, else a PDF."""
    if accepted and ".docx" not in accepted:
        return _sheet(title)
    paragraphs = "".join(f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in (title, line))
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{MAIN}"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
        ),
        "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{paragraphs}</w:body></w:document>',
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            # A fixed moment, so that the same paper always has the same bytes.
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), HEAD + content)
    buffer.seek(0)
    return FileStorage(stream=buffer, filename=f"{title}.docx", content_type=DOCX)


def _sheet(title: str) -> FileStorage:
    """Return a PDF of one empty framed sheet with the title in its properties, like a scan that shows nothing."""
    named = "".join(f"{unit:04X}" for unit in _utf16(title))
    drawing = b"0.5 w 56 56 483 730 re S"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
        f"<< /Title <FEFF{named}> >>".encode(),
    ]
    content, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<< /Size 6 /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(content)
    content += b"xref\n0 6\n0000000000 65535 f \n" + table + trailer
    return FileStorage(stream=io.BytesIO(content), filename=f"{title}.pdf", content_type="application/pdf")


def _utf16(text: str) -> list[int]:
    units = text.encode("utf-16-be")
    return [int.from_bytes(units[place : place + 2], "big") for place in range(0, len(units), 2)]
