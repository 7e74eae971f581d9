"""A list of assignments as a workbook: texts only, nothing in it is ever a formula."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any, Final

from flask_babel import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from app.assignments.queries.listing import AssignmentRow
from app.assignments.queries.panel import state_words

_RISKY: Final = ("=", "+", "-", "@", "\t", "\r")


def assignments_book(title: str, rows: Iterable[AssignmentRow]) -> bytes:
    """Return the workbook of a list."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    heads = (
        *(_("Number"), _("Assignment"), _("Organisation"), _("Responsible"), _("Given by"), _("Controller")),
        *(
            _("Last day"),
            _("Set at first"),
            _("State"),
            _("Times returned"),
            _("Closed on"),
            _("Why taken off control"),
        ),
    )
    for position in range(1, len(heads) + 1):
        sheet.column_dimensions[get_column_letter(position)].width = 24
    sheet.append([_cell(sheet, str(head), bold=True) for head in heads])
    for row in rows:
        first = f"{row.first_due:%d.%m.%Y}" if row.first_due != row.due else ""
        closed = f"{row.closed_at:%d.%m.%Y}" if row.closed_at is not None else ""
        texts = (
            *(row.number, row.title, row.organisation_name, row.executor_name, row.issuer_name, row.controller_name),
            *(f"{row.due:%d.%m.%Y}", first, state_words(row).word, str(row.returns or ""), closed, row.removal_reason),
        )
        sheet.append([_cell(sheet, text) for text in texts])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet: Any, text: str, *, bold: bool = False) -> Any:
    """Return a cell of text: what a spreadsheet could take for a formula gets an apostrophe before it."""
    plain = "".join(sign for sign in text if sign.isprintable())
    cell = WriteOnlyCell(sheet, value=f"'{plain}" if text.startswith(_RISKY) else plain)
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell
