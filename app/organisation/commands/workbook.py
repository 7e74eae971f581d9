"""The workbook of organisations and people: its sheets and columns, an empty one, and reading one safely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from flask_babel import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from app.access.models import Role
from app.access.policy import role_name
from app.foundation.archive_limits import ArchiveRefused, check_archive
from app.foundation.errors import InvalidInput
from app.organisation.models import OrganisationKind
from app.organisation.policy.kind_names import kind_name

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 60 * 1024 * 1024
MAX_ROWS = 20_000
ORGANISATIONS = "Организации"
PEOPLE = "Люди"
HELP = "Справка"
ORGANISATION_COLUMNS = (
    "Код",
    "Вид",
    "Название",
    "Краткое название",
    "Код вышестоящей",
    "Часовой пояс",
    "Работает",
    "Бухгалтерия",
    "Институт",
    "Координатор",
    "Партнёры",
)
PEOPLE_COLUMNS = ("Логин", "Имя", "Почта", "Роль", "Код организации", "Должность", "С", "По")
COLUMNS = {ORGANISATIONS: ORGANISATION_COLUMNS, PEOPLE: PEOPLE_COLUMNS}


class WorkbookRefused(InvalidInput):
    """The file cannot be read as a workbook of organisations and people; the text says why."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is wrong in one cell."""

    sheet: str
    cell: str
    text: str


@dataclass(frozen=True, kw_only=True)
class SheetRow:
    """One filled row: its number and the texts (or dates) by column."""

    sheet: str
    number: int
    values: dict[str, Any]
    letters: dict[str, str]

    def text(self, column: str) -> str:
        """Return the trimmed text of a column, empty when there is none."""
        value = self.values.get(column)
        if isinstance(value, float) and value.is_integer():
            value = int(value)  # a code typed as a number
        return " ".join(str(value).split()) if value is not None else ""

    def date(self, column: str) -> date | None:
        """Return the date of a column. Raises ValueError when it holds something else."""
        value = self.values.get(column)
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        text = self.text(column)
        return datetime.strptime(text, "%d.%m.%Y").date() if text else None  # noqa: DTZ007  # a day has no zone

    def problem(self, column: str, text: str) -> Problem:
        """Return a problem at the cell of this column."""
        return Problem(sheet=self.sheet, cell=f"{self.letters.get(column, 'A')}{self.number}", text=text)


def read_workbook(content: bytes) -> tuple[dict[str, list[SheetRow]], list[Problem]]:
    """Return the rows of organisations and people and what is wrong with their form. Raises WorkbookRefused."""
    return read_sheets(content, COLUMNS)


def read_sheets(
    content: bytes, columns: Mapping[str, Sequence[str]]
) -> tuple[dict[str, list[SheetRow]], list[Problem]]:
    """Return the rows of these sheets, each with its columns, and what is wrong with their form.

    Raises WorkbookRefused when the file is no workbook or has none of the sheets.
    """
    book = open_workbook(content)
    rows: dict[str, list[SheetRow]] = {name: [] for name in columns}
    problems: list[Problem] = []
    if not set(rows) & set(book.sheetnames):
        wanted = ", ".join(f"«{name}»" for name in columns)
        raise WorkbookRefused(_("The workbook has none of the sheets: %(sheets)s.", sheets=wanted))
    for name in rows:
        if name in book.sheetnames:
            try:
                rows[name] = _read_sheet(book[name], name, columns[name], problems)
            except WorkbookRefused:
                raise
            except Exception as error:
                raise WorkbookRefused(_("The workbook cannot be read.")) from error
    return rows, problems


def open_workbook(content: bytes) -> Any:
    """Return the workbook of an upload, never unpacked beyond the limits. Raises WorkbookRefused."""
    if len(content) > MAX_BYTES:
        raise WorkbookRefused(_("The file is larger than %(size)d MB.", size=MAX_BYTES // 1024 // 1024))
    try:
        names = check_archive(BytesIO(content), len(content), max_total=MAX_UNPACKED)
        if "xl/workbook.xml" not in names:
            raise ArchiveRefused("no workbook")
        return load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
    except ArchiveRefused as error:
        raise WorkbookRefused(_("This is no workbook in XLSX format, or it is damaged.")) from error
    except Exception as error:  # openpyxl raises whatever a strange file makes it stumble over
        raise WorkbookRefused(_("The workbook cannot be read.")) from error


def _read_sheet(sheet: Any, name: str, columns: Sequence[str], problems: list[Problem]) -> list[SheetRow]:
    lines = sheet.iter_rows(max_col=len(columns) + 20)
    header = [_plain(cell) for cell in next(lines, ())]
    positions = {column: header.index(column) for column in columns if column in header}
    problems += [
        Problem(sheet=name, cell="A1", text=_("There is no column «%(column)s».", column=column))
        for column in columns
        if column not in positions
    ]
    letters = {column: get_column_letter(position + 1) for column, position in positions.items()}
    rows = []
    for number, cells in enumerate(lines, start=2):
        if number > MAX_ROWS:
            raise WorkbookRefused(_("The sheet «%(sheet)s» has more than %(rows)d rows.", sheet=name, rows=MAX_ROWS))
        values = {c: cells[p].value for c, p in positions.items() if p < len(cells) and cells[p].value is not None}
        row = SheetRow(sheet=name, number=number, values=values, letters=letters)
        if any(str(value).strip() for value in values.values()):
            problems += _formulas(row, positions, cells)
            rows.append(row)
    return rows


def _plain(cell: Any) -> str:
    return " ".join(str(cell.value).split()) if cell.value is not None else ""


def _formulas(row: SheetRow, positions: dict[str, int], cells: Sequence[Any]) -> list[Problem]:
    words = _("This is a formula: write the value itself.")
    return [
        row.problem(column, words)
        for column, position in positions.items()
        if position < len(cells) and cells[position].data_type == "f"
    ]


def template_workbook() -> bytes:
    """Return an empty workbook with both sheets and a page of help."""
    book = Workbook(write_only=True)
    for name, columns in COLUMNS.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for position in range(1, len(columns) + 1):
            sheet.column_dimensions[get_column_letter(position)].width = 24
        sheet.append([bold_cell(sheet, column) for column in columns])
    _append_help(book.create_sheet(HELP))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def bold_cell(sheet: Any, text: str) -> Any:
    """Return a cell of a heading."""
    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True)
    return cell


def _append_help(sheet: Any) -> None:
    sheet.column_dimensions["A"].width = 30
    sheet.column_dimensions["B"].width = 90
    for first, second in _HELP:
        sheet.append([first, second])
    sheet.append([])
    sheet.append([bold_cell(sheet, "Вид организации")])
    for kind in OrganisationKind:
        sheet.append([kind.value, kind_name(kind)])
    sheet.append([])
    sheet.append([bold_cell(sheet, "Роль")])
    for role in Role:
        sheet.append([role.value, role_name(role)])


_HELP = (
    ("Пустая ячейка", "Оставляет то, что уже записано."),
    ("Знак «-»", "Очищает: убирает связь, дату, должность или почту."),
    ("Нет в файле", "Ничего не удаляется. Чтобы закрыть организацию, поставьте «нет» в столбце «Работает»."),
    ("Код", "Постоянный код организации: буквы, цифры, точка, дефис, черта. По нему узнаётся строка."),
    ("Вид, Роль", "Слово из первого или второго столбца списков ниже."),
    ("Часовой пояс", "Например Asia/Chita. Пусто: как у вышестоящей."),
    ("Бухгалтерия, Институт, Координатор, Партнёры", "Коды организаций; несколько через точку с запятой."),
    ("Несколько должностей", "Повторите логин в новой строке с другой ролью или организацией."),
    ("С, По", "Даты ДД.ММ.ГГГГ, обе включительно. Чтобы закончить должность, поставьте дату в «По»."),
    ("Пароли", "Не загружаются: их выдают на странице человека или командой soglas user password."),
)
