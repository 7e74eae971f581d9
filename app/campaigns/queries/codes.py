"""Read a workbook of organisations: codes, and answers of their own; what is wrong is said by cell first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final

from flask_babel import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from app.campaigns.queries.answers import Question, Texts, find_question
from app.foundation.archive_limits import ArchiveRefused, check_archive
from app.organisation.queries import Node

MAX_BYTES: Final = 2 * 1024 * 1024
MAX_UNPACKED: Final = 30 * 1024 * 1024
MAX_ROWS: Final = 5_000
HEADING: Final = "код"
_TOLD: Final = frozenset({"организация", "школа", "муниципалитет", "название"})
"""Headings that only help people read the sheet."""


@dataclass(frozen=True, kw_only=True)
class RowProblem:
    """What is wrong in one cell."""

    cell: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Codes:
    """The organisations that a workbook names, and what is wrong with it."""

    ids: tuple[int, ...]
    problems: tuple[RowProblem, ...]
    answers: Mapping[int, Texts] = field(default_factory=dict)
    """What columns answer for an organisation, as a browser would post it."""
    cells: Mapping[tuple[int, str], str] = field(default_factory=dict)
    """Where an answer stands, by organisation and name of the field."""
    unused: tuple[str, ...] = ()
    """The headings that no question of the start form bears."""


def read_codes(content: bytes, nodes: Sequence[Node], questions: Sequence[Question] = ()) -> Codes:
    """Return the organisations among `nodes` that the first sheet names, by the column «Код» or else the first one.

    Further columns whose heading is a question of the start form are the answers of that organisation.
    """
    if len(content) > MAX_BYTES:
        return _refused(_("The file is larger than %(size)d MB.", size=MAX_BYTES // 1024 // 1024))
    try:
        names = check_archive(BytesIO(content), len(content), max_total=MAX_UNPACKED)
        if "xl/workbook.xml" not in names:
            raise ArchiveRefused("no workbook")
        book = load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
        rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(max_row=MAX_ROWS + 2, max_col=30)]
    except ArchiveRefused:
        return _refused(_("This is no workbook in XLSX format, or it is damaged."))
    except Exception:  # openpyxl raises whatever a strange file makes it stumble over
        return _refused(_("The workbook cannot be read."))
    if len(rows) > MAX_ROWS + 1:
        return _refused(_("The sheet has more than %(rows)d rows.", rows=MAX_ROWS))
    return _codes(rows, {node.code.casefold(): node for node in nodes}, questions)


def _codes(rows: list[list[Any]], known: dict[str, Node], questions: Sequence[Question]) -> Codes:
    column, first = _column(rows)
    columns = _answer_columns(rows, column, questions) if first else {}
    answers: dict[int, Texts] = {}
    cells: dict[tuple[int, str], str] = {}
    found: dict[int, str] = {}
    problems: list[RowProblem] = []
    for number, row in enumerate(rows[first:], start=first + 1):
        text = _text(row[column]) if column < len(row) else ""
        if not text:
            continue
        cell = _cell(column, number)
        node = known.get(text.casefold())
        if text.startswith("="):
            problems.append(RowProblem(cell=cell, words=str(_("This is a formula: write the value itself."))))
        elif node is None:
            problems.append(RowProblem(cell=cell, words=_unknown(text)))
        elif node.id in found:
            told = _("%(code)s stands in %(cell)s already", code=text, cell=found[node.id])
            problems.append(RowProblem(cell=cell, words=str(told)))
        else:
            found[node.id] = cell
            asked = {place: one for place, one in columns.items() if place < len(row) and _text(row[place])}
            formulas = [_cell(place, number) for place in asked if _text(row[place]).startswith("=")]
            problems += [
                RowProblem(cell=one, words=str(_("This is a formula: write the value itself."))) for one in formulas
            ]
            answers[node.id] = {one.name: one.texts(row[place]) for place, one in asked.items()}
            cells |= {(node.id, one.name): _cell(place, number) for place, one in asked.items()}
            if formulas:
                del found[node.id], answers[node.id]
    if not found and not problems:
        problems.append(RowProblem(cell="A1", words=str(_("The first sheet names no organisation"))))
    unused = tuple(
        _text(value) for place, value in enumerate(rows[0] if first else ())
        if place != column and place not in columns and _text(value) and _text(value).casefold() not in _TOLD
    )  # fmt: skip
    kept = {key: one for key, one in answers.items() if one}
    return Codes(ids=tuple(found), problems=tuple(problems), answers=kept, cells=cells, unused=unused)


def _answer_columns(rows: list[list[Any]], code: int, questions: Sequence[Question]) -> dict[int, Question]:
    """Return the columns whose heading names a question, each question once."""
    found: dict[int, Question] = {}
    for place, value in enumerate(rows[0]):
        question = find_question(questions, _text(value)) if place != code and _text(value) else None
        if question is not None and question not in found.values():
            found[place] = question
    return found


def _cell(column: int, row: int) -> str:
    return f"{get_column_letter(column + 1)}{row}"


def _unknown(text: str) -> str:
    """Say the same of a code that does not exist and of one that this person does not reach."""
    return str(_("No organisation with the code “%(code)s” among those you may start this process for", code=text[:60]))


def _column(rows: list[list[Any]]) -> tuple[int, int]:
    heading = [_text(value).casefold() for value in rows[0]] if rows else []
    return (heading.index(HEADING), 1) if HEADING in heading else (0, 0)


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a code typed as a number
    return " ".join(str(value).split()) if value is not None else ""


def _refused(words: object) -> Codes:
    return Codes(ids=(), problems=(RowProblem(cell="", words=str(words)),))
