"""The yearly calendar as a workbook: an empty one, and reading one with what is wrong in each cell."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Final

from flask_babel import gettext as _
from openpyxl import Workbook

from app.organisation.commands.calendars import LONGEST, YEARS, Days
from app.organisation.commands.workbook import Problem, SheetRow, read_sheets
from app.organisation.models import DayKind

SHEET: Final = "Календарь"
COLUMNS: Final = ("С", "По", "Что", "Основание")
KINDS: Final = {
    "выходной": DayKind.REST,
    "рабочий": DayKind.WORK,
    "сокращённый": DayKind.SHORT,
    "сокращенный": DayKind.SHORT,
    "каникулы": DayKind.VACATION,
}


def calendar_template(year: int) -> bytes:
    """Return an empty workbook with one row of each kind to write over."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    sheet.append(COLUMNS)
    sheet.append((f"02.03.{year}", "", "выходной", "День региона, закон от … № …"))
    sheet.append((f"30.12.{year}", "", "сокращённый", "приказ от … № …"))
    sheet.append((f"26.10.{year}", f"03.11.{year}", "каникулы", "годовой календарный график"))
    sheet.append((f"14.11.{year}", "", "рабочий", "приказ о переносе от … № …"))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def read_calendar(content: bytes) -> tuple[list[Days], list[Problem]]:
    """Return the times of a workbook and what is wrong with it. Raises WorkbookRefused."""
    rows, problems = read_sheets(content, {SHEET: COLUMNS})
    times = []
    for row in rows[SHEET]:
        since, until = _day(row, "С", problems), _day(row, "По", problems)
        kind = KINDS.get(row.text("Что").casefold())
        if kind is None:
            problems.append(row.problem("Что", _("Write one of: %(words)s.", words=", ".join(_words()))))
        if since is None:
            if not row.text("С"):
                problems.append(row.problem("С", _("Write the day as a date.")))
            continue
        end = until or since
        if end < since or end - since > LONGEST:
            told = _("Not before the first day and not more than %(days)d days after it.", days=LONGEST.days)
            problems.append(row.problem("По", told))
        elif since.year not in YEARS or end.year not in YEARS:
            problems.append(row.problem("С", _("Write the day as a date.")))
        elif kind is not None:
            times.append(Days(since=since, until=end, kind=kind, reason=row.text("Основание")))
    return times, problems


def _day(row: SheetRow, column: str, problems: list[Problem]) -> date | None:
    try:
        return row.date(column)
    except ValueError:
        problems.append(row.problem(column, _("Write the day as a date.")))
        return None


def _words() -> list[str]:
    return [word for word in KINDS if word != "сокращенный"]
