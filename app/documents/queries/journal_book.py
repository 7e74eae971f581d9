"""A year of a journal as a workbook: everything in it is text or a date, nothing is a formula."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask_babel import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

from app.access.policy import Viewer
from app.documents.models import Journal
from app.documents.policy.entry_words import state_word
from app.documents.policy.journal_names import journal_name
from app.documents.queries.journals import EntryLine, list_entries
from app.foundation import words

_WIDTHS = (16, 12, 60, 30, 18, 30, 18, 30, 16)


def journal_book(viewer: Viewer, journal: Journal, year: int) -> bytes:
    """Return the workbook of a year, the first number first, with what this person may read."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "".join(sign for sign in journal_name(journal.kind) if sign not in "[]:*?/\\")[:31]
    head = (
        _("Number"),
        _("Date"),
        _("Content"),
        _("Correspondent"),
        _("Case"),
        _("Reason"),
        _("Entered"),
        _("Entered by"),
        _("State"),
    )
    _append(sheet, [str(word) for word in head])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for line in _all(viewer, journal, year):
        entered = words.local(line.entered_at).replace(tzinfo=None)
        texts: list[Any] = [line.number, line.dated, line.title, line.correspondent, line.case_number, line.reason]
        _append(sheet, [*texts, entered, line.entered_by_name, state_word(line.state)])
    for letter, width in zip("ABCDEFGHI", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _all(viewer: Viewer, journal: Journal, year: int) -> list[EntryLine]:
    found: list[EntryLine] = []
    after: int | None = None
    while True:
        page = list_entries(viewer, journal.id, year=year, after=after, limit=1000)
        found += page.lines
        if page.next is None:
            return found[::-1]
        after = page.next


def _append(sheet: Any, values: list[Any]) -> None:
    row = []
    for value in values:
        cell: Any = Cell(sheet, 1, 1, value=ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value)
        if isinstance(value, str):
            cell.data_type = "s"  # a text that begins with «=» stays a text
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        row.append(cell)
    sheet.append(row)
