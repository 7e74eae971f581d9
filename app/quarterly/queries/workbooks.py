"""The workbooks of the three levels: texts and numbers, nothing in them is ever a formula."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

from flask_babel import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from app.foundation import words
from app.foundation.clock import now
from app.foundation.sheets import fit_row, print_wide
from app.organisation.models import OrganisationKind
from app.quarterly.policy.figures import value_of
from app.quarterly.queries.level import Standing
from app.quarterly.queries.pages import LevelPage, ReportPage
from app.quarterly.queries.state_words import rule_words, stage_name

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_RISKY: Final = ("=", "+", "-", "@", "\t", "\r")
_WIDTHS: Final = (44, 16, 16, 20, 46, 40)
_FIGURE_WIDTH: Final = 18
"""The width of a column that holds a figure of every centre."""
_HEAD: Final = 3
_HEAD_COLUMNS: Final = 5
_ROW_STATES: Final = {
    "done": "Исполнено",
    "running": "Исполняется",
    "late": "Не исполнено в срок",
    "not_due": "Срок не наступил",
}


def report_workbook(page: ReportPage) -> bytes:
    """Return the report of one centre: its figures with where they come from, and the measures of the quarter."""
    book = _book()
    sheet = _sheet(book, str(_("Figures")), _HEAD + 1)
    _head(sheet, f"{page.node.name}, {page.quarter.title}", _signed_words(page))
    _add(sheet, [_("Figure"), _("Unit"), _("Value"), _("Filled in from"), _("Explanation")], bold=True)
    for row in page.content.get("figures") or ():
        cells = [row.get("name"), row.get("unit"), value_of(row), row.get("filled_from"), row.get("note")]
        _add(sheet, cells)
    rows = _sheet(book, str(_("Measures")))
    _add(rows, [_("Measure"), _("No."), _("State"), _("What was done"), _("Filled in from"), _("Reason")], bold=True)
    for row in page.content.get("report_rows") or ():
        state = _ROW_STATES.get(str(row.get("state")), "")
        first = [row.get("measure"), row.get("number"), state]
        _add(rows, [*first, row.get("fact"), row.get("filled_from"), row.get("reason")])
    if page.content.get("problems"):
        _add(rows, [_("Difficulties and help needed"), page.content["problems"]])
    return _bytes(book)


def level_workbook(page: LevelPage) -> bytes:
    """Return the summary of an authority: figures together, every centre, the debtors; for a region its summaries."""
    book, level = _book(), page.level
    sheet = _sheet(book, str(_("Summary")), _HEAD + 1)
    _head(sheet, f"{level.node.name}, {level.quarter.title}", _level_words(page))
    signed = page.signature is not None
    titles = [_("Figure"), _("Unit"), _("As signed") if signed else _("Value"), _("Rule"), _("Centres counted")]
    _add(sheet, [*titles, *([_("By the reports accepted by now")] if signed else [])], bold=True)
    for one in page.figures:
        cells = [one.name, one.unit, one.value, rule_words(one.rule), len(one.sources)]
        _add(sheet, [*cells, *([one.live] if signed else [])])
    _centres(book, level.standings, [one.code for one in level.figures if one.rule != "share"], page)
    if level.node.kind is OrganisationKind.REGION:
        below = _sheet(book, str(_("Summaries")))
        _add(below, [_("Municipality"), _("Case"), _("State"), _("Signed by"), _("Accepted")], bold=True)
        for standing in page.summaries:
            state = stage_name(standing.stage, is_summary=True)
            _add(below, [standing.node.name, standing.number, state, standing.signed_by, _day(standing.accepted_at)])
    debtors = _sheet(book, str(_("Debtors")))
    _add(debtors, [_("Centre"), _("Municipality"), _("Working days late"), _("State"), _("Reminded")], bold=True)
    for standing in level.debtors:
        place = standing.authority.name if standing.authority is not None else ""
        state, reminded = stage_name(standing.stage), _day(standing.reminded_at)
        _add(debtors, [standing.node.name, place, standing.late, state, reminded])
    return _bytes(book)


def _centres(book: Any, standings: Sequence[Standing], codes: Sequence[str], page: LevelPage) -> None:
    sheet = _sheet(book, str(_("Centres")))
    names = {one.code: one.name for one in page.level.figures}
    for position in range(len(_WIDTHS) + 1, len(codes) + len(_WIDTHS) + 1):
        sheet.column_dimensions[get_column_letter(position)].width = _FIGURE_WIDTH
    fixed = [_("Centre"), _("Case"), _("State"), _("Due"), _("Signed by")]
    _add(sheet, [*fixed, *(names[code] for code in codes)], bold=True)
    for one in standings:
        values = {str(row.get("code")): value_of(row) for row in one.content.get("figures") or () if one.is_accepted}
        cells = [one.node.name, one.number, stage_name(one.stage), f"{one.due:%d.%m.%Y}", one.signed_by]
        _add(sheet, [*cells, *(values.get(code) for code in codes)])


def _signed_words(page: ReportPage) -> str:
    if page.signature is None:
        return str(_("Not signed yet"))
    who, when = page.signature.person_name, words.stamp_time(page.signature.signed_at)
    return str(_("Signed by %(who)s, %(when)s", who=who, when=when)) + f", SHA-256 {page.signature.sha256}"


def _level_words(page: LevelPage) -> str:
    level = page.level
    counted = _("accepted %(done)d of %(all)d", done=level.count("accepted"), all=len(level.standings))
    if page.signature is None:
        return str(counted)
    who, when = page.signature.person_name, words.stamp_time(page.signature.signed_at)
    return f"{counted}. " + str(_("Signed by %(who)s, %(when)s", who=who, when=when))


def _day(moment: Any) -> str:
    return f"{words.local(moment):%d.%m.%Y}" if moment is not None else ""


def _book() -> Any:
    book: Any = Workbook()
    book.remove(book.active)
    return book


def _sheet(book: Any, title: str, head_row: int = 1) -> Any:
    sheet = book.create_sheet(title[:31])
    print_wide(sheet, head_row)
    sheet.freeze_panes = f"A{head_row + 1}"
    for position, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(position)].width = width
    return sheet


def _head(sheet: Any, title: str, more: str) -> None:
    """Say above the table whose numbers these are, across its columns."""
    for line in (title, more, str(_("As of %(when)s", when=words.stamp_time(now())))):
        _add(sheet, [line], bold=line is title)
        row = sheet.max_row
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=_HEAD_COLUMNS)
        fit_row(sheet, row, [line], [sum(_WIDTHS[:_HEAD_COLUMNS])])


def _add(sheet: Any, values: Sequence[Any], *, bold: bool = False) -> None:
    sheet.append([_cell(sheet, value, bold=bold) for value in values])
    fit_row(sheet, sheet.max_row, values, [*_WIDTHS, *[_FIGURE_WIDTH] * len(values)])


def _cell(sheet: Any, value: Any, *, bold: bool) -> Any:
    """Return a cell: a number as a number, everything else as text that no spreadsheet takes for a formula."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        cell: Any = Cell(sheet, 1, 1, value=float(value))
        cell.alignment = Alignment(vertical="top")
    else:
        plain = "".join(sign for sign in str(value or "") if sign.isprintable())
        cell = Cell(sheet, 1, 1, value=f"'{plain}" if plain.startswith(_RISKY) else plain)
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.font = Font(bold=bold)
    return cell


def _bytes(book: Any) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()
