"""Good files of every kind, and files that pretend."""

from __future__ import annotations

import io
import zipfile

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00" + b"\x00" * 20
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 20
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def archive(*members: tuple[str, bytes], stored: bool = False) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as made:
        for name, data in members:
            made.writestr(name, data)
    return file.getvalue()


TYPES = ("[Content_Types].xml", b"<Types/>")
DOCX = archive(TYPES, ("word/document.xml", b"<document/>"))
XLSX = archive(TYPES, ("xl/workbook.xml", b"<workbook/>"))
ODT_TYPE = b"application/vnd.oasis.opendocument.text"
ODT = archive(("mimetype", ODT_TYPE), ("content.xml", b"<content/>"), stored=True)


def bomb(megabytes: int = 300) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        made.writestr(*TYPES)
        with made.open("word/document.xml", "w") as member:
            for _ in range(megabytes):
                member.write(b"\x00" * 1024 * 1024)
    return file.getvalue()


def many(count: int = 2100) -> bytes:
    return archive(TYPES, ("word/document.xml", b"<d/>"), *[(f"m{n}", b"") for n in range(count)])


def encrypted() -> bytes:
    """Set the bit of encryption in the headers of a good document."""
    data = bytearray(DOCX)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (found := data.find(mark, start)) >= 0:
            data[found + offset] |= 1
            start = found + 4
    return bytes(data)


GOOD = [
    ("приказ.pdf", PDF, "application/pdf"),
    ("фото.PNG", PNG, "image/png"),
    ("скан.jpg", JPEG, "image/jpeg"),
    ("скан.jpeg", JPEG, "image/jpeg"),
    ("инструкция.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("таблица.xlsx", XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("письмо.odt", ODT, ODT_TYPE.decode()),
]

BAD = [
    ("empty.pdf", b""),
    ("picture.svg", SVG),
    ("picture.png", SVG),
    ("page.html", b"<html><script>alert(1)</script></html>"),
    ("page.pdf", b"<html><script>alert(1)</script></html>"),
    ("gif.png", b"GIF89a/*" + PNG + b"*/=1;alert(1)"),
    ("picture.png", JPEG),
    ("program.exe", b"MZ" + b"\x00" * 100),
    ("program.pdf", b"MZ" + PDF),
    ("archive.zip", DOCX),
    ("table.docx", XLSX),
    ("noextension", PDF),
    ("double.pdf.exe", PDF),
    ("macro.docx", archive(TYPES, ("word/document.xml", b"<d/>"), ("word/vbaProject.bin", b"x"))),
    ("macro.docm", DOCX),
    ("entity.docx", archive(TYPES, ("word/document.xml", b'<!DOCTYPE d [<!ENTITY e "x">]><d/>'))),
    ("entity16.docx", archive(TYPES, ("word/document.xml", '<!DOCTYPE d [<!ENTITY e "x">]><d/>'.encode("utf-16")))),
    ("broken.docx", DOCX[:-30]),
    ("prefixed.docx", b"#!/bin/sh\n" + DOCX),
    ("encrypted.docx", encrypted()),
    ("bomb.docx", bomb()),
    ("many.docx", many()),
    ("fake.odt", archive(("content.xml", b"<c/>"), ("mimetype", ODT_TYPE))),
]

NAMES = [
    ("../../etc/passwd.pdf", "passwd.pdf"),
    ("..\\..\\windows\\evil.pdf", "evil.pdf"),
    ("/absolute/path.pdf", "path.pdf"),
    ("C:\\temp\\file.pdf", "file.pdf"),
    ("報告書.pdf", "報告書.pdf"),
    ("Приказ № 5 «о школе».pdf", "Приказ № 5 «о школе».pdf"),
    ('quote".pdf', 'quote".pdf'),
    ("line\r\nSet-Cookie: a=b.pdf", "lineSet-Cookie: a=b.pdf"),
    ("nul\x00.pdf", "nul.pdf"),
    ("\u202efdp.exe.pdf", "fdp.exe.pdf"),
    ("  spaced   out .pdf", "spaced out .pdf"),
    ("a" * 300 + ".pdf", "a" * 196 + ".pdf"),
    ("CON.pdf", "CON.pdf"),
]
