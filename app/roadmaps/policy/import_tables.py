"""Tables of an uploaded workbook (XLSX) or document (DOCX) as plain text, with the headings that stand over them.

A file is looked at before it is opened: its archive may not be broken, encrypted, too large when unpacked or hold a
document type; a document or workbook with macros or embedded objects is refused. Formulas are text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from app.foundation.archive_limits import ArchiveRefused, check_archive

MAX_BYTES: Final = 5 * 1024 * 1024
MAX_UNPACKED: Final = 60 * 1024 * 1024
MAX_TABLES: Final = 60
MAX_ROWS: Final = 2_000
MAX_COLUMNS: Final = 30
MAX_LETTERS: Final = 4_000
_BAD_PARTS: Final = ("vbaproject", "/activex/", "/embeddings/", "afchunk", "attachedtoolbars")


class FileRefused(ValueError):
    """The file is not read; `code` says why: size, kind, broken, active, tables, rows, nothing."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows of cells, each row as long as the longest; `headings` are those since the table before, by level."""

    headings: tuple[tuple[int, str], ...]
    rows: tuple[tuple[str, ...], ...]


def read_tables(content: bytes) -> tuple[Table, ...]:
    """Return the tables of a file. Raises FileRefused."""
    if len(content) > MAX_BYTES:
        raise FileRefused("size")
    try:
        names = check_archive(BytesIO(content), len(content), max_total=MAX_UNPACKED)
    except ArchiveRefused as error:
        raise FileRefused("broken") from error
    if any(bad in name.lower() for name in names for bad in _BAD_PARTS):
        raise FileRefused("active")
    try:
        if "xl/workbook.xml" in names:
            found = tuple(_bounded(_sheets(content)))
        elif "word/document.xml" in names:
            found = tuple(_bounded(_document(content)))
        else:
            raise FileRefused("kind")
    except FileRefused:
        raise
    except Exception as error:  # whatever the readers stumble over, it is no file that we understand
        raise FileRefused("broken") from error
    if not found:
        raise FileRefused("nothing")
    return found


def _bounded(tables: Iterator[Table]) -> Iterator[Table]:
    count = rows = 0
    for table in tables:
        count, rows = count + 1, rows + len(table.rows)
        if count > MAX_TABLES:
            raise FileRefused("tables")
        if rows > MAX_ROWS:
            raise FileRefused("rows")
        yield table


def _sheets(content: bytes) -> Iterator[Table]:
    book = load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
    for sheet in book.worksheets:
        rows = []
        for cells in sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True):
            rows.append([_value(cell) for cell in cells])
            if len(rows) > MAX_ROWS:
                raise FileRefused("rows")
        filled = [row for row in rows if any(row)]
        if filled:
            yield _table((), filled)


def _value(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return f"{cell:%d.%m.%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return _plain(str(cell))


def _plain(text: str) -> str:
    return " ".join(text.split())[:MAX_LETTERS]


def _document(content: bytes) -> Iterator[Table]:
    document: Any = Document(BytesIO(content))
    levels = {style.style_id: _level(style.name) for style in document.styles}
    headings: list[tuple[int, str]] = []
    for block in document.element.body:
        if block.tag == qn("w:p"):
            style = block.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            level = levels.get(style.get(qn("w:val")), 0) if style is not None else 0
            words = _words(block)
            if level and words:
                headings.append((level, words))
        elif block.tag == qn("w:tbl"):
            rows = [row for row in _rows(block) if any(row)]
            if rows:
                yield _table(tuple(headings), rows)
            headings = []


def _level(name: str | None) -> int:
    """Return the level of a style of headings, 0 of any other."""
    words = (name or "").casefold().split()
    return int(words[-1]) if words[:1] in (["heading"], ["заголовок"]) and words[-1].isdecimal() else 0


def _rows(table: Any) -> Iterator[list[str]]:
    """Yield the cells of each row; a cell over several columns stands in the first, over several rows in the top."""
    for row in table.iterchildren(qn("w:tr")):
        cells: list[str] = []
        for cell in row.iterchildren(qn("w:tc")):
            span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
            width = min(int(span.get(qn("w:val")) or 1), MAX_COLUMNS) if span is not None else 1
            cells += [_words(cell), *[""] * (width - 1)]
        yield cells[:MAX_COLUMNS]


def _words(block: Any) -> str:
    parts = []
    for node in block.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:p")):
        parts.append((node.text or "") if node.tag == qn("w:t") else " ")
    return _plain("".join(parts))


def _table(headings: tuple[tuple[int, str], ...], rows: list[list[str]]) -> Table:
    """Return the table as wide as its last column that holds anything: a workbook gives empty ones to its end."""
    width = max(number for row in rows for number, words in enumerate(row, 1) if words)
    return Table(headings=headings, rows=tuple((*row[:width], *[""] * (width - len(row))) for row in rows))
