"""What differs between two versions of a DOCX or XLSX, in words: lines that came, went or changed."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

MOST_LINES: Final = 5000
MOST_CHANGES: Final = 500
_LONGEST: Final = 2000


@dataclass(frozen=True, kw_only=True)
class Change:
    """One difference: `kind` is `added`, `removed` or `changed`; `place` is the sheet and row of a workbook."""

    kind: str
    before: str = ""
    after: str = ""
    place: str = ""


def compare_documents(before: bytes, after: bytes, kind: str) -> tuple[Change, ...]:
    """Return the differences, at most MOST_CHANGES; `kind` is `docx` or `xlsx`. Both were examined when stored."""
    lines = _of_word if kind == "docx" else _of_book
    old, new = _limited(lines(before)), _limited(lines(after))
    found: list[Change] = []
    matcher = difflib.SequenceMatcher(None, [text for _place, text in old], [text for _place, text in new], False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag != "equal":
            found += _changes(old[i:j], new[k:m])
    return tuple(found[:MOST_CHANGES])


def _changes(old: list[tuple[str, str]], new: list[tuple[str, str]]) -> Iterator[Change]:
    for place in range(max(len(old), len(new))):
        before = old[place] if place < len(old) else None
        after = new[place] if place < len(new) else None
        if before is not None and after is not None:
            yield Change(kind="changed", before=before[1], after=after[1], place=after[0])
        elif after is not None:
            yield Change(kind="added", after=after[1], place=after[0])
        elif before is not None:
            yield Change(kind="removed", before=before[1], place=before[0])


def _limited(lines: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    found = []
    for place, text in lines:
        found.append((place, text[:_LONGEST]))
        if len(found) >= MOST_LINES:
            break
    return found


def _of_word(data: bytes) -> Iterator[tuple[str, str]]:
    for block in Document(BytesIO(data)).element.body:
        if block.tag == qn("w:p"):
            if text := _text(block):
                yield "", text
        elif block.tag == qn("w:tbl"):
            for row in block.iter(qn("w:tr")):
                if text := " | ".join(_text(cell) for cell in row.findall(qn("w:tc"))):
                    yield "", text


def _text(element: Any) -> str:
    return "".join(node.text or "" for node in element.iter(qn("w:t"))).strip()


def _of_book(data: bytes) -> Iterator[tuple[str, str]]:
    book = load_workbook(BytesIO(data), read_only=True, data_only=False)
    try:
        for sheet in book.worksheets:
            for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=200), start=1):
                texts = ["" if value is None else str(value) for value in row]
                if any(texts):
                    yield f"{sheet.title}, {number}", " | ".join(texts).rstrip(" |")
    finally:
        book.close()
