"""Fill a DOCX template: runs are joined safely, rows and paragraphs repeat, conditions look whether something is there.

Placeholders: `{{name}}`, `{{name|дата}}`; `{{#list}}` in a table row or paragraph repeats it for each item (names mean
the item first, `{{№}}` its number); `{{?name}}` keeps the paragraph or row only when there is something, `{{!name}}`
only when there is nothing; a table none of whose rows stays goes as a whole. `{{№}}` outside a list is the next number
of a point. A value of several lines makes as many paragraphs.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.oxml.ns import qn

from app.paper.content import BLANK, PLACEHOLDER, Content, Row

MOST_ROWS: Final = 2000
_P, _TBL, _TR, _TC, _T, _SPACE = (
    *(qn(name) for name in ("w:p", "w:tbl", "w:tr", "w:tc", "w:t")),
    "{http://www.w3.org/XML/1998/namespace}space",
)


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A filled document, and the fields it wants that have no value."""

    docx: bytes
    missing: tuple[str, ...]


@dataclass(kw_only=True)
class _Filling:
    content: Content
    missing: dict[str, None] = field(default_factory=dict)
    points: int = 0

    def container(self, parent: Any, row: Row | None = None) -> None:
        for child in list(parent):
            if child.tag == _P:
                self._paragraphs(child, row)
            elif child.tag == _TBL:
                self._table(child, row)
            elif child.tag not in (_T, qn("w:r")):
                self.container(child, row)

    def _table(self, table: Any, row: Row | None) -> None:
        for line in table.findall(_TR):
            marks = _marks_of_row(line)
            if not self._stays(marks, row):
                table.remove(line)
                continue
            name = next((found for sign, found in marks if sign == "#"), None)
            if name is None:
                self._cells(line, row)
                continue
            rows = self.content.rows(name)[:MOST_ROWS]
            if not rows:
                self.missing[self.content.title(name)] = None
            for item in rows or [Row(name=name, number=1, values={})]:
                copied = deepcopy(line)
                line.addprevious(copied)
                self._cells(copied, item)
            table.remove(line)
        if table.find(_TR) is None:
            table.getparent().remove(table)

    def _cells(self, line: Any, row: Row | None) -> None:
        for cell in line.iter(_TC):
            self.container(cell, row)

    def _paragraphs(self, paragraph: Any, row: Row | None) -> None:
        marks = _marks(paragraph)
        name = next((found for sign, found in marks if sign == "#"), None)
        if not self._stays(marks, row):
            _take_away(paragraph)
        elif name is None or row is not None:
            self._paragraph(paragraph, row)
        else:
            for item in self.content.rows(name)[:MOST_ROWS]:
                copied = deepcopy(paragraph)
                paragraph.addprevious(copied)
                self._paragraph(copied, item)
            _take_away(paragraph)

    def _stays(self, marks: list[tuple[str, str]], row: Row | None) -> bool:
        return all(self.content.says(name, row) == (sign == "?") for sign, name in marks if sign in ("?", "!"))

    def _paragraph(self, paragraph: Any, row: Row | None) -> None:
        nodes = list(paragraph.iter(_T))
        text = "".join(node.text or "" for node in nodes)
        found = [(match, self._value(match, row)) for match in PLACEHOLDER.finditer(text)]
        for match, value in reversed(found):  # from the end, so that places before it stay where they are
            _replace(nodes, match.start(), match.end(), value)
        _break_lines(paragraph)

    def _value(self, match: Any, row: Row | None) -> str:
        sign, name, how = match.group(1), match.group(2), match.group(3) or ""
        if sign:
            return ""
        if name == "№" and row is None:
            self.points += 1
            return str(self.points)
        text = self.content.text(name, how, row)
        if text or row is not None:
            return text  # an empty cell is no mistake
        self.missing[self.content.title(name)] = None
        return BLANK


def fill(template: bytes, content: Content) -> Filled:
    """Return the template filled with the content. The template has been checked (`checking.check_template`)."""
    document = Document(BytesIO(template))
    filling = _Filling(content=content)
    filling.container(document.element.body)
    for section in document.sections:
        parts = (section.header, section.footer, section.first_page_header, section.first_page_footer)
        for part in parts:
            if not part.is_linked_to_previous:
                filling.container(part._element)
    stream = BytesIO()
    document.save(stream)
    return Filled(docx=stream.getvalue(), missing=tuple(filling.missing))


def names_in(template: bytes) -> tuple[str, ...]:
    """Return the names that a template asks for, in reading order."""
    document = Document(BytesIO(template))
    found: dict[str, None] = {}
    for paragraph in document.element.body.iter(_P):
        for match in PLACEHOLDER.finditer("".join(node.text or "" for node in paragraph.iter(_T))):
            found[match.group(2)] = None
    found.pop("№", None)
    return tuple(found)


def _marks(element: Any) -> list[tuple[str, str]]:
    text = "".join(node.text or "" for node in element.iter(_T))
    return [(match.group(1), match.group(2)) for match in PLACEHOLDER.finditer(text) if match.group(1)]


def _marks_of_row(line: Any) -> list[tuple[str, str]]:
    """Return the marks that mean the whole row: those in the first paragraph of its first cell."""
    first = line.find(f"{_TC}/{_P}")
    return _marks(first) if first is not None else []


def _take_away(paragraph: Any) -> None:
    """Remove a paragraph; the last one of a cell stays empty, since a cell needs one."""
    parent = paragraph.getparent()
    if parent.tag == _TC and len(parent.findall(_P)) == 1:
        for child in list(paragraph):
            if child.tag != qn("w:pPr"):
                paragraph.remove(child)
    else:
        parent.remove(paragraph)


def _replace(nodes: list[Any], start: int, end: int, value: str) -> None:
    """Put `value` in the place of the signs from `start` to `end`, counted over all text nodes of a paragraph."""
    at = 0
    put = False
    for node in nodes:
        text = node.text or ""
        here, there = max(start - at, 0), min(end - at, len(text))
        at += len(text)
        if here >= len(text) or there <= 0 or here >= there:
            continue
        node.text = text[:here] + ("" if put else value) + text[there:]
        node.set(_SPACE, "preserve")
        put = True


def _break_lines(paragraph: Any) -> None:
    """Make a paragraph of each line: a line that merely breaks off would be stretched where the text is justified."""
    last: Any = paragraph
    while last is not None:
        last = _break_once(last)


def _break_once(paragraph: Any) -> Any:
    """Put what stands after the first line feed into a paragraph of its own and return it, None when there is none."""
    for place, node in enumerate(paragraph.iter(_T)):
        line, feed, rest = (node.text or "").partition("\n")
        if feed:
            following = deepcopy(paragraph)
            paragraph.addnext(following)
            node.text = line
            _cut(node, paragraph, after=True)
            begins = list(following.iter(_T))[place]
            begins.text = rest
            begins.set(_SPACE, "preserve")
            _cut(begins, following, after=False)
            return following
    return None


def _cut(node: Any, paragraph: Any, *, after: bool) -> None:
    """Take everything that stands after (or before) a node out of its paragraph; how it looks stays."""
    while node is not paragraph:
        for other in list(node.itersiblings(preceding=not after)):
            if other.tag not in (qn("w:pPr"), qn("w:rPr")):
                other.getparent().remove(other)
        node = node.getparent()
