"""The child process that opens foreign PDF files: `sheets FILE` tells their sizes, `bind FOLDER` makes one of many."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from typing import Any, Final

from pypdf import PdfReader, PdfWriter

SECONDS: Final = 50
MEMORY: Final = 1536 * 1024 * 1024


def main(what: str, path: Path) -> None:
    """Do one of the two things under limits of the operating system."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    if what == "sheets":
        sys.stdout.write(json.dumps(sizes_of(path)))
    elif what == "bind":
        _bind(path)
    else:
        raise SystemExit(2)


def sizes_of(path: Path) -> list[tuple[float, float]]:
    """Return width and height of each sheet in points; outside the child process only of what was made here."""
    return [_size(page) for page in _open(path).pages]


def _open(path: Path) -> PdfReader:
    reader = PdfReader(path)
    if reader.is_encrypted and not reader.decrypt(""):
        raise SystemExit("the file is locked by a password")
    return reader


def _size(page: Any) -> tuple[float, float]:
    box = page.mediabox
    turned = (page.rotation or 0) % 180 != 0
    width, height = float(box.width), float(box.height)
    return (height, width) if turned else (width, height)


def _bind(folder: Path) -> None:
    said = json.loads((folder / "parts.json").read_text(encoding="utf-8"))
    numbers = _open(folder / "numbers.pdf")
    writer = PdfWriter()
    for part in said["parts"]:
        first = len(writer.pages)
        for page in _open(folder / part["file"]).pages:
            _put(writer, page, numbers)
        if len(writer.pages) > first:
            writer.add_outline_item(title=part["title"], page_number=first)
    writer.add_metadata({"/Title": said["title"]})
    with (folder / "bound.pdf").open("wb") as file:
        writer.write(file)


def _put(writer: PdfWriter, page: Any, numbers: PdfReader) -> None:
    """Add a sheet without what acts when it is opened or clicked, with its number over it."""
    added = writer.add_page(page)
    added.pop("/AA", None)
    for note in added.get("/Annots") or []:
        for action in ("/A", "/AA"):
            note.get_object().pop(action, None)
    if added.rotation:
        added.transfer_rotation_to_content()
    number = numbers.pages[len(writer.pages) - 1]
    box = added.mediabox
    added.merge_translated_page(number, float(box.left), float(box.bottom))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
