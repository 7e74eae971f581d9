"""The form of a task as a workbook: fill it in without a connection, then upload it on the page of the task."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final

from flask_babel import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from app.engine.queries import TaskView
from app.forms.fields import AnswerField
from app.forms.form import SchemaForm
from app.forms.parts import Part, in_scope
from app.forms.schema import Input, Kind, MomentInput
from app.tasks.queries.table_cells import (
    FIRST_ROW,
    LISTS,
    SEVERAL,
    cell_value,
    choices_of,
    columns_of,
    lists_of,
    name_in_row,
    sheet_titles,
    single_fields,
)

SPARE_ROWS: Final = 100
_BOLD: Final = Font(bold=True)
_WRAP: Final = Alignment(wrap_text=True, vertical="top")


def table_of_task(task: TaskView, form: SchemaForm) -> bytes:
    """Return the workbook of a form with what is in it now: a sheet of fields, and a sheet for each list."""
    book = _Book()
    sheet: Any = book.book.active
    sheet.title = str(_("Form"))
    _single(book, sheet, task, form)
    for part in lists_of(form.parts):
        _list(book, sheet_titles(form.parts)[part.name], form, part)
    return book.content()


class _Book:
    """A workbook whose choices stand on a hidden sheet, each list of words once."""

    def __init__(self) -> None:
        self.book = Workbook()
        self._known: dict[tuple[str, ...], str] = {}

    def offer(self, sheet: Any, cells: str, choices: list[str]) -> None:
        """Let cells be filled from a list of words; other words may still be typed and are judged on upload."""
        if not choices:
            return
        found = self._known.get(tuple(choices)) or self._write(choices)
        rule = DataValidation(type="list", formula1=found, allow_blank=True, showErrorMessage=False)
        sheet.add_data_validation(rule)
        rule.add(cells)

    def _write(self, choices: list[str]) -> str:
        sheet = self.book[LISTS] if LISTS in self.book.sheetnames else self.book.create_sheet(LISTS)
        sheet.sheet_state = "hidden"
        column = len(self._known) + 1
        for number, words in enumerate(choices, 1):
            _put(sheet.cell(row=number, column=column), words)
        letter = get_column_letter(column)
        place = f"'{LISTS}'!${letter}$1:${letter}${len(choices)}"
        self._known[tuple(choices)] = place
        return place

    def content(self) -> bytes:
        """Return the file."""
        out = BytesIO()
        self.book.save(out)
        return out.getvalue()


def _put(cell: Any, value: Any) -> None:
    """Write a value that can never become a formula."""
    cell.value = value if value != "" else None
    if isinstance(value, str) and value:
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in "=+-@"
    cell.alignment = _WRAP


def _single(book: _Book, sheet: Any, task: TaskView, form: SchemaForm) -> None:
    _put(sheet["A1"], f"{task.name}. {task.case_title}")
    sheet["A1"].font = _BOLD
    _put(sheet["A2"], _("Write the answers into the second column, then upload the file on the page of the task."))
    for column, words in enumerate((_("Field"), _("Answer"), _("Hint")), 1):
        _put(sheet.cell(row=FIRST_ROW - 1, column=column), words)
        sheet.cell(row=FIRST_ROW - 1, column=column).font = _BOLD
    for number, part in enumerate(single_fields(form.parts), FIRST_ROW):
        _put(sheet.cell(row=number, column=1), form.words(part.component.label, part.scope) or part.name)
        _put(sheet.cell(row=number, column=2), cell_value(part.made))
        _put(sheet.cell(row=number, column=3), _hint(form, part.component, part.field, part))
        _put(sheet.cell(row=number, column=4), part.name)
        _format(sheet.cell(row=number, column=2), part.component)
        if part.component.kind is not Kind.CHECKLIST and part.component.kind is not Kind.TAGLIST:
            book.offer(sheet, f"B{number}", choices_of(part.field))
    for letter, width in (("A", 45), ("B", 45), ("C", 60)):
        sheet.column_dimensions[letter].width = width
    sheet.column_dimensions["D"].hidden = True
    sheet.freeze_panes = f"B{FIRST_ROW}"


def _list(book: _Book, title: str, form: SchemaForm, part: Part) -> None:
    """Write the sheet of a list: names of fields in a hidden first row, labels, hints, then a line for each row."""
    sheet = book.book.create_sheet(title)
    rows = [{name_in_row(part.name, one.name): one for one in in_scope(row.parts)} for row in part.rows]
    _put(sheet["A1"], part.name)
    _put(sheet["A2"], "№")
    for number in range(len(part.rows)):
        _put(sheet.cell(row=FIRST_ROW + number, column=1), number + 1)
    for column, one in enumerate(columns_of(part), 2):
        first = rows[0].get(one.name) if rows else None
        _put(sheet.cell(row=1, column=column), one.name)
        _put(sheet.cell(row=2, column=column), form.words(one.component.label, part.scope) or one.name)
        sheet.cell(row=2, column=column).font = _BOLD
        _put(sheet.cell(row=3, column=column), _hint(form, one.component, first.field if first else None, part))
        for number, row in enumerate(rows, FIRST_ROW):
            if one.name in row and row[one.name].field is not None:
                _put(sheet.cell(row=number, column=column), cell_value(row[one.name].made))
                _format(sheet.cell(row=number, column=column), one.component)
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = 28
        if first is not None and one.component.kind not in (Kind.CHECKLIST, Kind.TAGLIST):
            last = FIRST_ROW + len(rows) + SPARE_ROWS
            book.offer(sheet, f"{letter}{FIRST_ROW}:{letter}{last}", choices_of(first.field))
    sheet.row_dimensions[1].hidden = True
    sheet.freeze_panes = f"B{FIRST_ROW}"


def _format(cell: Any, component: Any) -> None:
    if isinstance(component, MomentInput):
        cell.number_format = {"date": "DD.MM.YYYY", "time": "HH:MM"}.get(component.subtype, "DD.MM.YYYY HH:MM")


def _hint(form: SchemaForm, component: Any, field: AnswerField | None, part: Part) -> str:
    """Return what a reader of the sheet has to know: the description, that it is required, the choices."""
    parts = [form.words(component.description, part.scope)]
    if isinstance(component, Input) and component.required is True:
        parts.append(str(_("Required.")))
    if component.kind in (Kind.CHECKLIST, Kind.TAGLIST):
        words = SEVERAL.join(choices_of(field))
        parts.append(str(_("Several are separated by a semicolon: %(words)s", words=words)) if words else "")
    return " ".join(one for one in parts if one)[:1000]
