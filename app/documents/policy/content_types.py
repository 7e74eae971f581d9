"""Which files are taken: a short list, and content and extension must say the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from app.foundation.archive_limits import ArchiveRefused, check_archive
from app.foundation.errors import InvalidInput

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
ALLOWED = ("PDF", "DOCX", "XLSX", "ODT", "PNG", "JPEG")
_LIST_RU = "PDF, DOCX, XLSX, ODT, PNG или JPEG"
_LIST_EN = "PDF, DOCX, XLSX, ODT, PNG or JPEG"
_HEAD = 64


class FileNotTaken(InvalidInput):
    """The file is not stored; `ru` and `en` say what to do."""

    def __init__(self, ru: str, en: str) -> None:
        super().__init__(en)
        self.ru = ru
        self.en = en


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of file: its extensions, its media type and the test of its content."""

    extensions: tuple[str, ...]
    media_type: str
    fits: Callable[[IO[bytes], int], bool]


def recognise(name: str, file: IO[bytes], size: int) -> str:
    """Return the media type of a file whose extension and content agree.

    Raises FileNotTaken: another kind, an empty file, a disguised one, an archive that unpacks to too much.
    """
    if size == 0:
        raise FileNotTaken("Файл пуст: выберите другой", "The file is empty: choose another one")
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    kind = next((kind for kind in KINDS if extension in kind.extensions), None)
    if kind is None:
        raise FileNotTaken(f"Приложите файл {_LIST_RU}", f"Attach a file of the kind {_LIST_EN}")
    try:
        fits = kind.fits(file, size)
    except ArchiveRefused as error:
        raise FileNotTaken(
            "Файл повреждён, зашифрован или слишком велик в распакованном виде: сохраните его заново",
            "The file is damaged, encrypted or too large when unpacked: save it anew",
        ) from error
    if not fits:
        wanted = extension.upper()
        raise FileNotTaken(
            f"Внутри не {wanted}, хотя так назван: сохраните файл в формате {wanted} или дайте верное расширение",
            f"This is no {wanted} inside, although it is named so: save it as {wanted} or correct the extension",
        )
    return kind.media_type


def _begins(*signatures: bytes) -> Callable[[IO[bytes], int], bool]:
    def fits(file: IO[bytes], size: int) -> bool:
        file.seek(0)
        return file.read(_HEAD).startswith(signatures)

    return fits


def _office(part: str) -> Callable[[IO[bytes], int], bool]:
    def fits(file: IO[bytes], size: int) -> bool:
        names = _members(file, size)
        macros = any(name.lower().endswith("vbaproject.bin") for name in names)
        return {"[Content_Types].xml", part} <= names and not macros

    return fits


def _is_odt(file: IO[bytes], size: int) -> bool:
    names = _members(file, size)
    file.seek(0)
    # The format puts the uncompressed member «mimetype» first, so that it stands at a fixed place.
    head = file.read(30 + len("mimetype") + len(ODT))
    return {"mimetype", "content.xml"} <= names and head.endswith(b"mimetype" + ODT.encode())


def _members(file: IO[bytes], size: int) -> frozenset[str]:
    file.seek(0)
    if file.read(4) != b"PK\x03\x04":
        return frozenset()  # self-extracting archives and other files with a zip behind them are no documents
    file.seek(0)
    return check_archive(file, size)


KINDS = (
    Kind(extensions=("pdf",), media_type=PDF, fits=_begins(b"%PDF-")),
    Kind(extensions=("png",), media_type=PNG, fits=_begins(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")),
    Kind(extensions=("jpg", "jpeg"), media_type=JPEG, fits=_begins(b"\xff\xd8\xff")),
    Kind(extensions=("docx",), media_type=DOCX, fits=_office("word/document.xml")),
    Kind(extensions=("xlsx",), media_type=XLSX, fits=_office("xl/workbook.xml")),
    Kind(extensions=("odt",), media_type=ODT, fits=_is_odt),
)
