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


def convert(data: bytes, ending: str, *, office: str) -> bytes:
    """Return the PDF of a document that LibreOffice reads (`docx`, `odt`, `xlsx`); raises NoPdf."""
    try:
        return _by_office(data, office, ending)
    except (OSError, subprocess.SubprocessError) as error:
        raise NoPdf(str(error)) from error


def _by_office(data: bytes, office: str, ending: str = "docx") -> bytes:
    """Convert in a folder and a profile of its own, without macros and without network addresses of the template."""
    with tempfile.TemporaryDirectory(prefix="soglas-office-") as folder:
        source = Path(folder) / f"document.{ending}"
        source.write_bytes(data)
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
    return print_page(page_of(docx))


def print_page(html: str) -> bytes:
    """Return the PDF of an HTML page of ours; nothing but what it holds itself is fetched. Raises NoPdf."""
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as error:
        raise NoPdf("neither LibreOffice nor WeasyPrint is there") from error
    made = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=["data"])).write_pdf()
    if not isinstance(made, bytes):
        raise NoPdf("WeasyPrint gave no PDF")
    return made
