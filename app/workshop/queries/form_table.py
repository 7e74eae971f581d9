"""A form from a workbook: one line a field; what is wrong is said by cell before anything is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final

from flask_babel import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from app.foundation.archive_limits import ArchiveRefused, check_archive
from app.workflow.editing import process_key_from
from app.workshop.queries.form_table_rules import CHOICES, NO, YES, hidden_when

MAX_BYTES: Final = 2 * 1024 * 1024
MAX_UNPACKED: Final = 30 * 1024 * 1024
MAX_FIELDS: Final = 200
MAX_WORDS: Final = 300
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "label": ("вопрос", "поле", "question", "field"),
    "kind": ("вид ответа", "тип", "вид", "kind", "type"),
    "required": ("обязательно", "required"),
    "options": ("варианты", "options"),
    "hint": ("подсказка", "hint"),
    "shown": ("показывать, если", "показывать если", "shown if"),
    "group": ("раздел", "group"),
    "key": ("имя", "name"),
}
KINDS: Final[Mapping[str, Mapping[str, Any]]] = {
    "строка": {"type": "textfield"},
    "текст": {"type": "textarea"},
    "число": {"type": "number"},
    "дата": {"type": "datetime", "subtype": "date"},
    "дата и время": {"type": "datetime", "subtype": "datetime"},
    "да или нет": {"type": "checkbox"},
    "один из списка": {"type": "radio"},
    "выпадающий список": {"type": "select"},
    "несколько из списка": {"type": "checklist"},
    "файл": {"type": "filepicker"},
    "файлы": {"type": "filepicker", "multiple": True},
    "пояснение": {"type": "text"},
}
"""What may stand in the column «Вид ответа»; data of the workbook, Russian as the forms are."""
_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_RESERVED: Final = frozenset({"case", "initiator", "settings", "outcome", "this", "parent", "i"})


@dataclass(frozen=True, kw_only=True)
class CellProblem:
    """What is wrong in one cell."""

    cell: str
    words: str


@dataclass(kw_only=True)
class FormTable:
    """The fields that a workbook describes, and what is wrong with it."""

    components: list[dict[str, Any]] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class _Line:
    """A line of the sheet: its number, and the cells by what their column is."""

    number: int
    texts: Mapping[str, str]
    letters: Mapping[str, str]

    def cell(self, name: str) -> str:
        return f"{self.letters.get(name, 'A')}{self.number}"

    def __getitem__(self, name: str) -> str:
        return self.texts.get(name, "")


def read_form_table(content: bytes) -> FormTable:
    """Return the fields of the first sheet; never raises for what people upload."""
    table = FormTable()
    if len(content) > MAX_BYTES:
        return _refused(table, "", _("The file is larger than %(size)d MB.", size=MAX_BYTES // 1024 // 1024))
    try:
        if "xl/workbook.xml" not in check_archive(BytesIO(content), len(content), max_total=MAX_UNPACKED):
            raise ArchiveRefused("no workbook")
        book = load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
        rows = [
            [cell.value for cell in row] for row in book.worksheets[0].iter_rows(max_row=MAX_FIELDS + 20, max_col=30)
        ]
    except ArchiveRefused:
        return _refused(table, "", _("This is no workbook in XLSX format, or it is damaged."))
    except Exception:  # openpyxl raises whatever a strange file makes it stumble over
        return _refused(table, "", _("The workbook cannot be read."))
    lines = _lines(rows)
    if lines is None:
        words = _("The first line must name the columns: “Вопрос”, “Вид ответа” and others. Take the sample.")
        return _refused(table, "A1", words)
    if len(lines) > MAX_FIELDS:
        return _refused(table, "", _("A form may have %(number)d fields at most.", number=MAX_FIELDS))
    if not lines:
        return _refused(table, "A2", _("The sheet has no question."))
    _read(table, lines)
    return table


def _refused(table: FormTable, cell: str, words: object) -> FormTable:
    table.problems.append(CellProblem(cell=cell, words=str(words)))
    return table


def _lines(rows: Sequence[Sequence[Any]]) -> list[_Line] | None:
    heads = [_text(value).casefold() for value in rows[0]] if rows else []
    places = {name: heads.index(word) for name, words in COLUMNS.items() for word in words[::-1] if word in heads}
    if "label" not in places or "kind" not in places:
        return None
    letters = {name: get_column_letter(place + 1) for name, place in places.items()}
    found = []
    for number, row in enumerate(rows[1:], 2):
        texts = {name: _text(row[place]) for name, place in places.items() if place < len(row)}
        if any(texts.values()):
            found.append(_Line(number=number, texts=texts, letters=letters))
    return found


def _read(table: FormTable, lines: Sequence[_Line]) -> None:
    groups: dict[str, dict[str, Any]] = {}
    known: dict[str, dict[str, Any]] = {}
    made: list[tuple[_Line, dict[str, Any]]] = []
    for line in lines:
        component = _component(table, line, known)
        if component is None:
            continue
        made.append((line, component))
        holder = table.components
        if line["group"]:
            if line["group"] not in groups:
                groups[line["group"]] = {
                    "type": "group", "id": f"Group_{len(groups) + 1}", "label": line["group"], "showOutline": True,
                    "components": [],
                }  # fmt: skip
                table.components.append(groups[line["group"]])
            holder = groups[line["group"]]["components"]
        holder.append(component)
    for line, component in made:
        hide, words = hidden_when(line["shown"], known) if line["shown"] else ("", "")
        if words:
            table.problems.append(CellProblem(cell=line.cell("shown"), words=words))
        elif hide:
            component["conditional"] = {"hide": hide}


def _component(table: FormTable, line: _Line, known: dict[str, dict[str, Any]]) -> dict[str, Any] | None:
    kind = KINDS.get(line["kind"].casefold())
    options = [one.strip() for one in re.split(r"[;\n]", line["options"]) if one.strip()]
    wrong = [*_wrong_cells(line), *_wrong_options(kind, options), *_wrong_key(line["key"], known)]
    table.problems += [CellProblem(cell=line.cell(column), words=str(words)) for column, words in wrong]
    if kind is None or wrong:
        return None
    key = line["key"] or _free_key(line["label"], known)
    component = _drawn(kind, line, options, key)
    known[key] = component
    return component


def _wrong_cells(line: _Line) -> Iterator[tuple[str, object]]:
    for name, text in line.texts.items():
        if text.startswith("=") and name != "shown":
            yield name, _("This is a formula: write the value itself.")
        elif len(text) > MAX_WORDS:
            yield name, _("Too long: at most %(number)d signs", number=MAX_WORDS)
    if line["kind"].casefold() not in KINDS:
        yield "kind", _("No such kind of answer. There are: %(kinds)s", kinds=", ".join(KINDS))
    if not line["label"]:
        yield "label", _("Write the question.")
    if line["required"].casefold() not in YES | NO:
        yield "required", _("Write “да” or leave it empty.")


def _wrong_options(kind: Mapping[str, Any] | None, options: Sequence[str]) -> Iterator[tuple[str, object]]:
    if kind is not None and kind["type"] in CHOICES and len(options) < 2:
        yield "options", _("List at least two choices with a semicolon between them.")
    if kind is not None and kind["type"] not in CHOICES and options:
        yield "options", _("Only a choice from a list has choices: “один из списка”, “несколько из списка”.")
    if len({one.casefold() for one in options}) < len(options):
        yield "options", _("A choice stands here twice.")


def _wrong_key(key: str, known: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    if key and (not _KEY.fullmatch(key) or key in _RESERVED):
        names = ", ".join(sorted(_RESERVED))
        yield "key", _("Latin letters, digits and “_”, a letter first; these names are taken: %(names)s",
                       names=names)  # fmt: skip
    elif key in known:
        yield "key", _("Another field has this name already.")


def _drawn(kind: Mapping[str, Any], line: _Line, options: Sequence[str], key: str) -> dict[str, Any]:
    if kind["type"] == "text":
        return {"type": "text", "id": f"Field_{key}", "text": line["label"]}
    component: dict[str, Any] = {**kind, "id": f"Field_{key}", "key": key, "label": line["label"]}
    if kind["type"] == "datetime":
        component["dateLabel"] = line["label"]
        if kind["subtype"] == "datetime":
            component["timeLabel"] = str(_("Time"))
    if options:
        values = _option_values(options)
        component["values"] = [{"label": one, "value": value} for one, value in zip(options, values, strict=True)]
    if line["hint"]:
        component["description"] = line["hint"]
    if line["required"].casefold() in YES:
        component["validate"] = {"required": True}
    return component


def _option_values(options: Sequence[str]) -> list[str]:
    found: list[str] = []
    for option in options:
        base = process_key_from(option)[:40]
        found.append(next(one for one in (base, *(f"{base}-{n}" for n in range(2, 500))) if one not in found))
    return found


def _free_key(label: str, known: Mapping[str, Any]) -> str:
    base = re.sub(r"[^a-z0-9_]+", "_", process_key_from(label)).strip("_")[:40].rstrip("_") or "field"
    base = f"{base}_" if base in _RESERVED else base
    return next(one for one in (base, *(f"{base}_{n}" for n in range(2, 500))) if one not in known)


def sample_form_table() -> bytes:
    """Return a workbook to begin from: the columns, three lines, and the kinds of answers on a second sheet."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Форма")
    heads = [words[0].capitalize() for words in COLUMNS.values()]
    lines = [
        ["Мнение профсоюза", "один из списка", "да", "За; Против", "", "", "", "union_opinion"],
        ["Почему против", "текст", "да", "", "Коротко, по существу", "Мнение профсоюза = Против", "", ""],
        ["Дата заседания", "дата", "", "", "", "", "Протокол", ""],
    ]
    for position in range(1, len(heads) + 1):
        sheet.column_dimensions[get_column_letter(position)].width = 28
    bold = [WriteOnlyCell(sheet, value=one) for one in heads]
    for cell in bold:
        cell.font = Font(bold=True)
    sheet.append(bold)
    for line in lines:
        sheet.append(line)
    kinds = book.create_sheet("Виды ответа")
    for kind in KINDS:
        kinds.append([kind])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a name or an answer typed as a number
    if isinstance(value, bool):
        value = "да" if value else "нет"
    return re.sub(r"[^\S\n]+", " ", str(value)).strip().removeprefix("'") if value is not None else ""
