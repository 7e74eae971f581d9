"""The matrix as a workbook: texts only, nothing in it is ever a formula."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any, Final

from flask_babel import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from app.campaigns.models import Campaign
from app.campaigns.queries.answers import Question
from app.campaigns.queries.campaigns import MatrixRow
from app.campaigns.queries.group_words import group_words, standing_words
from app.campaigns.queries.matrix import Step
from app.foundation import words
from app.foundation.clock import now
from app.organisation.queries import Node

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_RISKY: Final = ("=", "+", "-", "@", "\t", "\r")


def matrix_workbook(campaign: Campaign, steps: Sequence[Step], rows: Sequence[MatrixRow]) -> bytes:
    """Return the matrix of a campaign: a line an organisation, a column a step."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(str(_("Campaign")))
    fixed = [_("Code"), _("Organisation"), _("Municipality"), _("State"), _("Case"), _("Last day"), _("Explanation")]
    for position in range(1, len(fixed) + len(steps) + 1):
        sheet.column_dimensions[get_column_letter(position)].width = 26
    sheet.append([_cell(sheet, campaign.name, bold=True)])
    sheet.append([_cell(sheet, str(_("As of %(when)s", when=words.stamp_time(now()))))])
    sheet.append([_cell(sheet, str(one), bold=True) for one in (*fixed, *(step.name for step in steps))])
    for row in rows:
        sheet.append([_cell(sheet, text) for text in _texts(row)])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def answers_workbook(nodes: Sequence[Node], questions: Sequence[Question]) -> bytes:
    """Return a sheet to fill in: a line an organisation, a column a question of the start form."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(str(_("Campaign")))
    headings = [str(_("Code")), str(_("Organisation")), *(one.label or one.name for one in questions)]
    for position in range(1, len(headings) + 1):
        sheet.column_dimensions[get_column_letter(position)].width = 26
    sheet.append([_cell(sheet, text, bold=True) for text in headings])
    for node in nodes:
        sheet.append([_cell(sheet, text) for text in (node.code, node.short_name)])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _texts(row: MatrixRow) -> list[str]:
    one = row.standing
    authority = one.authority.short_name if one.authority is not None else ""
    note = one.reason or one.extended_reason
    facts = [one.node.code, one.node.name, authority, standing_words(one) or group_words(one.group), one.number]
    cells = [", ".join(part for part in (cell.word, cell.note) if part) for cell in row.cells]
    return [*facts, f"{one.last_day:%d.%m.%Y}", note, *cells]


def _cell(sheet: Any, text: str, *, bold: bool = False) -> Any:
    """Return a cell of text: what a spreadsheet could take for a formula gets an apostrophe before it."""
    plain = "".join(sign for sign in text if sign.isprintable())
    cell = WriteOnlyCell(sheet, value=f"'{plain}" if text.startswith(_RISKY) else plain)
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell
