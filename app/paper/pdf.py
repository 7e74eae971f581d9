"""PDF of a DOCX: by LibreOffice where it is there, else by WeasyPrint from the same content."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.paper.pages import page_of

SECONDS: Final = 90.0


class NoPdf(RuntimeError):
    """The PDF cannot be made; the DOCX is what there is."""


@dataclass(frozen=True, kw_only=True)
class Pdf:
    """A PDF and what made it: `libreoffice` or `weasyprint`."""

    data: bytes
    maker: str


def find_office(path: str = "") -> str:
    """Return the program of LibreOffice, or an empty text; `path` is what the settings say («none» switches it off)."""
    if path == "none":
        return ""
    return path or shutil.which("soffice") or shutil.which("libreoffice") or ""


def make_pdf(docx: bytes, *, office: str = "") -> Pdf:
    """Return the PDF of a document; raises NoPdf."""
    if office:
        try:
            return Pdf(data=_by_office(docx, office), maker="libreoffice")
        except (OSError, subprocess.SubprocessError, NoPdf):
            pass  # the other maker may still do it
    return Pdf(data=_by_weasyprint(docx), maker="weasyprint")


def _by_office(docx: bytes, office: str) -> bytes:
    """Convert in a folder and a profile of its own, without macros and without network addresses of the template."""
    with tempfile.TemporaryDirectory(prefix="soglas-office-") as folder:
        source = Path(folder) / "document.docx"
        source.write_bytes(docx)
        profile = Path(folder, "profile").as_uri()
        arguments = ["--headless", "--norestore", "--nolockcheck", "--convert-to", "pdf", "--outdir", folder]
        environment = {"PATH": os.environ.get("PATH", ""), "HOME": folder, "LANG": "C.UTF-8"}
        subprocess.run(
            [office, f"-env:UserInstallation={profile}", *arguments, str(source)],
            check=True,
            capture_output=True,
            timeout=SECONDS,
            env=environment,
            cwd=folder,
        )
        made = source.with_suffix(".pdf")
        if not made.is_file():
            raise NoPdf("LibreOffice gave no PDF")
        return made.read_bytes()


def _by_weasyprint(docx: bytes) -> bytes:
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as error:
        raise NoPdf("neither LibreOffice nor WeasyPrint is there") from error
    # Pictures are in the page itself: nothing else is fetched.
    made = HTML(string=page_of(docx), url_fetcher=URLFetcher(allowed_protocols=["data"])).write_pdf()
    if not isinstance(made, bytes):
        raise NoPdf("WeasyPrint gave no PDF")
    return made
