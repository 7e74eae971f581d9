"""A filled workbook back into the form: every cell that cannot be taken is named in words, the others are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from flask_babel import gettext as _
from openpyxl.utils import get_column_letter

from app.access.policy import Viewer
from app.engine.queries import TaskView
from app.forms.fields import AnswerField
from app.forms.form import SchemaForm
from app.forms.parts import Part, every, in_scope
from app.forms.schema import FileInput, Input, Rows, direct_children
from app.organisation.commands.workbook import WorkbookRefused, open_workbook
from app.tasks.forms import TaskForm, drafted_fields, shown_form
from app.tasks.queries.table_cells import (
    FIRST_ROW,
    CellRefused,
    ListColumn,
    columns_of,
    lists_of,
    name_in_row,
    single_fields,
    texts_from_cell,
)

MOST_LINES: Final = 2_000


@dataclass(kw_only=True)
class Reading:
    """What is read so far: texts by the name of their field, the cell of each, and what is wrong in cells."""

    texts: dict[str, list[str]]
    cells: dict[str, str] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)
    found: int = 0

    def take(self, name: str, place: str, cell: Any, component: Input, shown: AnswerField | None) -> None:
        """Take one cell; what cannot be taken is told and leaves the field as it was."""
        self.cells[name] = place
        self.found += 1
        try:
            self.texts[name] = texts_from_cell(cell, component, shown)
        except CellRefused as refused:
            label = component.label or component.key
            self.problems.append((f"f-{name}", f"{place}. {label}: {refused}"))


def form_from_table(viewer: Viewer, task: TaskView, content: bytes) -> TaskForm:
    """Return the form of a task with what a workbook holds, checked; problems name the cells.

    Raises WorkbookRefused (an InvalidInput) for a file that is no workbook, or not that of this form.
    """
    before = shown_form(viewer, task)
    shown = before.fields
    if shown is None:
        raise WorkbookRefused(_("This task has no form to fill in."))
    reading = _reading(content, shown)
    fields = drafted_fields(viewer, task, before.remarks, {"version": 1, "fields": reading.texts})
    if reading.problems and fields is not None:  # choices may depend on other answers of the same workbook
        reading = _reading(content, fields)
        fields = drafted_fields(viewer, task, before.remarks, {"version": 1, "fields": reading.texts})
    before.fields = fields
    if fields is not None and not fields.validate():
        refused = {name for name, _words in reading.problems}
        told = [one for one in fields.errors_summary() if one[0] not in refused]
        reading.problems += [_with_cell(one, fields, reading.cells) for one in told]
    before.problems = tuple(reading.problems)
    return before


def _reading(content: bytes, form: SchemaForm) -> Reading:
    reading = Reading(texts=dict(form.draft()["fields"]))
    try:
        _read(open_workbook(content), form, reading)
    except WorkbookRefused:
        raise
    except Exception as error:  # openpyxl raises whatever a strange file makes it stumble over
        raise WorkbookRefused(_("The workbook cannot be read.")) from error
    if not reading.found:
        raise WorkbookRefused(_("This is not the table of this task: download it from the page of the task first."))
    return reading


def _with_cell(problem: tuple[str, str], form: SchemaForm, cells: Mapping[str, str]) -> tuple[str, str]:
    name = next((part.name for part in every(form.parts) if part.field is not None and part.field.id == problem[0]), "")
    place = cells.get(name)
    return (problem[0], f"{place}. {problem[1]}") if place else problem


def _read(book: Any, form: SchemaForm, reading: Reading) -> None:
    lists = {part.name: part for part in lists_of(form.parts)}
    fields = {part.name: part for part in single_fields(form.parts)}
    for sheet in book.worksheets:
        lines = sheet.iter_rows(max_col=200, max_row=MOST_LINES)
        first = next(lines, ())
        name = str(first[0].value) if first and first[0].value is not None else ""
        if name in lists:
            _read_list(sheet.title, first, lines, lists[name], reading)
        else:
            _read_fields(sheet.title, lines, fields, reading)


def _read_fields(title: str, lines: Any, fields: Mapping[str, Part], reading: Reading) -> None:
    for number, cells in enumerate(lines, 2):
        name = str(cells[3].value) if number >= FIRST_ROW and len(cells) > 3 and cells[3].value is not None else ""
        part = fields.get(name)
        if part is not None and isinstance(part.component, Input):
            reading.take(name, _place(title, 2, number), cells[1], part.component, part.field)


def _read_list(title: str, first: Any, lines: Any, part: Part, reading: Reading) -> None:
    """Read the sheet of a list; its rows become the rows of the form, a row keeps what the sheet does not show."""
    assert isinstance(part.component, Rows)  # noqa: S101  # lists_of gives nothing else
    known = {one.name: one for one in columns_of(part)}
    columns = {number: known[str(cell.value)] for number, cell in enumerate(first) if str(cell.value) in known}
    kept = {key: texts for key, texts in reading.texts.items() if key.startswith(f"{part.name}-")}
    tokens: list[str] = []
    for key in kept:
        del reading.texts[key]
    for line, cells in enumerate(lines, 2):
        filled = [one for one in columns if one < len(cells) and cells[one].value is not None]
        if line < FIRST_ROW or not filled or len(tokens) > part.component.max_rows:
            continue
        _read_row(title, line, cells, columns, part, reading, kept, tokens)
    reading.texts[part.name] = [" ".join(tokens)]
    reading.found += 1


def _read_row(
    title: str,
    line: int,
    cells: Any,
    columns: Mapping[int, ListColumn],
    part: Part,
    reading: Reading,
    kept: Mapping[str, list[str]],
    tokens: list[str],
) -> None:
    number = cells[0].value
    origin = int(number) - 1 if isinstance(number, int | float) and 1 <= number <= len(part.rows) else None
    if str(origin) in tokens:
        origin = None
    row = len(tokens)
    tokens.append(str(origin) if origin is not None else "x")
    shown = part.rows[origin or 0].parts if part.rows else []
    by_name = {name_in_row(part.name, one.name): one for one in in_scope(shown) if one.name}
    for column, one in columns.items():
        if column < len(cells):
            name = f"{part.name}-{row}-{one.name}"
            like = by_name.get(one.name)
            place = _place(title, column + 1, line)
            reading.take(name, place, cells[column], one.component, like.field if like is not None else None)
    if origin is not None:
        _keep_files(part, origin, row, reading, kept)


def _keep_files(part: Part, origin: int, row: int, reading: Reading, kept: Mapping[str, list[str]]) -> None:
    """Let a row keep its files, which no sheet shows."""
    assert isinstance(part.component, Rows)  # noqa: S101  # lists_of gives nothing else
    for one in direct_children(part.component.components):
        if isinstance(one, FileInput):
            name = "-".join(one.path)
            reading.texts[f"{part.name}-{row}-{name}"] = kept.get(f"{part.name}-{origin}-{name}", [])


def _place(title: str, column: int, row: int) -> str:
    return str(_("Sheet “%(sheet)s”, cell %(cell)s", sheet=title, cell=f"{get_column_letter(column)}{row}"))
