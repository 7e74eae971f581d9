"""An applied plan as a document (DOCX) in the shape of its source: the columns that the printed table has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from app.roadmaps.queries.roadmap_page import Group, Line, RoadmapPage

_MARK = "Отметка об исполнении"
_SHAPES: dict[str, Sequence[str]] = {
    "spb-network-roadmap": ("№ п/п", "Мероприятие", "Ответственные исполнители", "Срок", "Ожидаемый результат", _MARK),
    "digital-breakthrough": ("№", "Мероприятие", "Ответственные", "Сроки", "Показатели и документы", _MARK),
    "smolensk-plan": ("№ п/п", "Мероприятие", "Срок реализации", "Ответственный", "Участники", _MARK),
    "school8-dce": ("№ п/п", "Мероприятие", "Срок", "Исполнитель", "Вид документа, результат", "Контроль", _MARK),
}
_ROW = re.compile(r"^tr\d-(.+?)-?[cm]\d?$")
_ACROSS = 267
"""How many millimetres a table is wide: the sheet without its margins."""
_SHARES = {"№": 5, "№ п/п": 6, "Сроки": 10, "Срок": 12, "Срок реализации": 12, "Контроль": 9, _MARK: 12}
"""Parts of the width; the columns of words share what is left, the measure twice as much as another."""
_PAIRED = ("№", "Мероприятия Центра", "Сроки", _MARK, "Мероприятия МОУО", "Сроки", _MARK)


def plan_document(page: RoadmapPage) -> bytes:
    """Return the document."""
    document: Any = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Mm(15))
    _dress(document)
    document.add_heading(page.plan.title, level=1)
    document.add_paragraph(f"{page.place}, {page.roadmap.year} год")
    if page.roadmap.shift:
        printed = f"{page.plan.first:%d.%m.%Y}-{page.plan.last:%d.%m.%Y}"
        document.add_paragraph(f"Сроки перенесены с напечатанных в документе ({printed}).")
    part = ""
    for group in page.groups:
        if group.section.part_title != part:
            part = group.section.part_title
            document.add_heading(part, level=2)
        _add_group(document, page, group)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _dress(document: Any) -> None:
    """Write as official papers do: one black typeface, headings too."""
    sizes = {"Normal": 10, "Heading 1": 14, "Heading 2": 12, "Heading 3": 11}
    for name, size in sizes.items():
        font = document.styles[name].font
        font.name, font.size, font.color.rgb = "Times New Roman", Pt(size), RGBColor(0, 0, 0)
        fonts = document.styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)


def _add_group(document: Any, page: RoadmapPage, group: Group) -> None:
    document.add_heading(group.section.title, level=3)
    shape = page.plan.data.get("shape", page.plan.id)
    if shape == "tochka-rosta-tz":
        _table(document, _PAIRED, _paired_rows(group.lines))
        return
    heads = _SHAPES.get(shape, _SHAPES["spb-network-roadmap"])
    _table(document, heads, [_cells(shape, line) for line in group.lines])


def _table(document: Any, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=1, cols=len(heads))
    table.style = "Table Grid"
    for cell, words in zip(table.rows[0].cells, heads, strict=True):
        cell.text = words
        for run in cell.paragraphs[0].runs:
            run.bold = True
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # on every page
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    table.autofit = False
    for column, width in zip(table.columns, _widths(heads), strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def _widths(heads: Sequence[str]) -> list[float]:
    """Return the widths of the columns in millimetres."""
    wordy = [2 if "ероприяти" in head else 1 for head in heads if head not in _SHARES]
    rest = (100 - sum(_SHARES.get(head, 0) for head in heads)) / sum(wordy)
    parts = [_SHARES.get(head) or rest * (2 if "ероприяти" in head else 1) for head in heads]
    return [_ACROSS * part / 100 for part in parts]


def _mark(line: Line) -> str:
    return "; ".join(part for part in (line.state.word, line.progress) if part)


def _cells(plan: str, line: Line) -> tuple[str, ...]:
    data = line.measure.data
    result = str(data.get("expected_result") or "") or "; ".join(line.measure.evidence)
    evidence = str(data.get("evidence_printed") or "") or "; ".join(line.measure.evidence)
    if plan == "digital-breakthrough":
        return (line.number, line.title, line.who, line.printed, evidence, _mark(line))
    if plan == "smolensk-plan":
        return (line.number, line.title, line.printed, line.who, str(data.get("audience") or ""), _mark(line))
    if plan == "school8-dce":
        level = line.measure.controller.level or "—"
        return (line.number, line.title, line.printed, line.who, evidence, level, _mark(line))
    return (line.number, line.title, line.who, line.printed, result, _mark(line))


def _paired_rows(lines: Sequence[Line]) -> list[tuple[str, ...]]:
    """Return the rows of the two-sided table: the centre at the left, the municipal authority at the right."""
    rows: dict[str, tuple[list[Line], list[Line]]] = {}
    for line in lines:
        sides = rows.setdefault(_row_key(line), ([], []))
        sides[0 if line.measure.data["side"] == "centre" else 1].append(line)
    found: list[tuple[str, ...]] = []
    for left, right in rows.values():
        for index in range(max(len(left), len(right))):
            one = left[index] if index < len(left) else None
            two = right[index] if index < len(right) else None
            number = next(side.number for side in (one, two) if side is not None)
            found.append((number, *_side(one), *_side(two)))
    return found


def _row_key(line: Line) -> str:
    """Return what the two sides of a row share: «30» of tr1-30c and tr1-30m, «33bis» of tr1-33bis-c1."""
    match = _ROW.match(line.measure.id)
    return match[1] if match else line.measure.id


def _side(line: Line | None) -> tuple[str, str, str]:
    return ("", "", "") if line is None else (line.title, line.printed, _mark(line))
