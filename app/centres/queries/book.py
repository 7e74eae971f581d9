"""The registry as a workbook: everything in it is text, a number or a date, nothing is a formula."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from flask_babel import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

from app.centres.policy.words import kind_word, licence_words, state_word
from app.centres.queries.listing import CentreRow

_WIDTHS = (40, 26, 28, 18, 18, 18, 14, 14, 24, 40, 30, 12, 12, 18)


def registry_book(rows: Iterable[CentreRow]) -> bytes:
    """Return the workbook of the lines, a heading first."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = str(_("Registry of centres"))[:31]
    _append(sheet, _head())
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows:
        _append(sheet, _line(row))
    for index, width in enumerate(_WIDTHS):
        sheet.column_dimensions["ABCDEFGHIJKLMN"[index]].width = width
    sheet.freeze_panes = "A2"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _head() -> list[Any]:
    return [
        _("Centre"),
        _("School"),
        _("Kind"),
        _("State"),
        _("Region's order"),
        _("Order creating the centre"),
        _("Opening planned"),
        _("Opened"),
        _("Licence"),
        _("Enrolled before the licence, reason"),
        _("Head of the centre"),
        _("Programmes"),
        _("Pupils"),
        _("Case or document"),
    ]


def _line(row: CentreRow) -> list[Any]:
    state = f"{state_word(row.state)}: {row.ended_words}" if row.ended_words else state_word(row.state)
    return [
        *(row.title, row.organisation_name, kind_word(row.kind), state, row.selection_no, row.order_no),
        *(row.opening_on, row.opened_on, licence_words(row.licence), row.exception, row.head),
        *(row.programmes, row.pupils, row.case_number or row.basis),
    ]


def _append(sheet: Any, values: list[Any]) -> None:
    row = []
    for value in values:
        cell: Any = Cell(sheet, 1, 1, value=ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value)
        if isinstance(value, str):
            cell.data_type = "s"  # a text that begins with «=» stays a text
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        row.append(cell)
    sheet.append(row)
