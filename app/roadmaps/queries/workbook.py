"""An applied plan as a workbook: one sheet of rows, one of progress by section."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask_babel import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from app.foundation.sheets import fit_row, print_wide
from app.roadmaps.queries.roadmap_page import RoadmapPage

_WIDTHS = (8, 60, 34, 26, 30, 24, 22, 40)
_PROGRESS = 7
_HEAD = 3


def plan_workbook(page: RoadmapPage) -> bytes:
    """Return the workbook; every cell is text or a number, never a formula."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = str(_("Rows"))
    _add_line(sheet, page.plan.title)
    _add_line(sheet, f"{page.place}, {page.roadmap.year}")
    heads = (_("No."), _("Measure"), _("Executor"), _("Deadline as printed"), _("Due"), _("State"), _("Progress"))
    _add(sheet, [str(head) for head in (*heads, _("Evidence"))], bold=True)
    sheet.freeze_panes = f"A{_HEAD + 1}"
    print_wide(sheet, _HEAD)
    for group in page.groups:
        _add_line(sheet, group.section.title, group.progress)
        for line in group.lines:
            cells = [line.number, line.title, line.who, line.printed, line.plain, line.state.word, line.progress]
            _add(sheet, [*cells, "; ".join(line.measure.evidence)])
    for index, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _add(sheet: Any, values: list[str], *, bold: bool = False) -> None:
    """Add a row of plain text: what begins like a formula stays text."""
    sheet.append(values)
    for cell in sheet[sheet.max_row]:
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(bold=bold)
    fit_row(sheet, sheet.max_row, values, _WIDTHS)


def _add_line(sheet: Any, words: str, progress: str = "") -> None:
    """Add a row that is one cell across the table, up to the column of progress where it says how far things are."""
    until = _PROGRESS - 1 if progress else len(_WIDTHS)
    _add(sheet, [words, *[""] * (until - 1), progress] if progress else [words], bold=True)
    row = sheet.max_row
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=until)
    fit_row(sheet, row, [words], [sum(_WIDTHS[:until])])
