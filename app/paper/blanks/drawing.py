"""Draws a template: heads, texts, tables, marks of approval and signatures, as office work wants them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

FONT: Final = "Times New Roman"
SOFT: Final = "\u00ad"
_PADDING: Final = 0.1  # centimetres at both sides of a cell in a table with lines


Column = tuple[str, str, float] | tuple[str, str, float, str]
"""Heading, name in the row, weight of the width, how it is aligned."""


class Edition(StrEnum):
    """The edition of ГОСТ Р 7.0.97: the later one puts a heading on every document and has the bar code (31)."""

    OF_2016 = "2016"
    OF_2025 = "2025"


class Draft:
    """A template on its way; sizes in points and centimetres."""

    def __init__(self, edition: Edition, *, wide: bool = False, size: float = 13) -> None:
        self.edition = edition
        self.wide = wide
        self.document = Document()
        normal: Any = self.document.styles["Normal"]
        normal.font.name, normal.font.size = FONT, Pt(size)
        normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
        for language in self.document.styles.element.iter(qn("w:lang")):
            language.set(qn("w:val"), "ru-RU")
        normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(0), 1.0
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        if wide:
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = Cm(29.7), Cm(21)
        section.left_margin, section.right_margin = Cm(2 if wide else 3), Cm(1.5)
        section.top_margin = section.bottom_margin = Cm(2)
        self._page_number(section)

    @property
    def width(self) -> float:
        """Return the width of the text, in centimetres."""
        return 26.2 if self.wide else 16.5

    def text(
        self,
        words: str = "",
        *,
        align: str = "left",
        bold: bool = False,
        indent: bool = False,
        size: float = 0,
        after: float = 0,
        before: float = 0,
        left: float = 0,
        keep: bool = False,
        cell: Any = None,
    ) -> Any:
        """Add a paragraph; `before` and `after` in points, `left` in centimetres; `keep` holds it with what follows.

        A soft hyphen in the words says where they may break.
        """
        paragraph = (cell or self.document).add_paragraph()
        kinds = {"center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}
        paragraph.alignment = {**kinds, "justify": WD_ALIGN_PARAGRAPH.JUSTIFY}.get(align, WD_ALIGN_PARAGRAPH.LEFT)
        form = paragraph.paragraph_format
        form.space_after, form.space_before = Pt(after), Pt(before)
        if indent:
            form.first_line_indent = Cm(1.25)
        if left:
            form.left_indent = Cm(left)
        form.keep_with_next = keep or None
        run = paragraph.add_run()
        for place, part in enumerate(words.split(SOFT)):
            if place:
                run._r.append(OxmlElement("w:softHyphen"))
            run.add_text(part)
        run.bold = bold or None
        if size:
            run.font.size = Pt(size)
        return paragraph

    def head(self, kind: str, *, number: str = "", dated: str = "", name: str = "case.school.name") -> None:
        """Add the name of the organisation, the kind, date and number, and the place of making."""
        self.text(f"{{{{{name}}}}}", align="center", bold=True, after=12)
        self.text(kind.upper(), align="center", bold=True, size=15, after=10)
        left = f"{{{{{dated}|дата}}}}" if dated else "«____» ______________ 20___ г."
        self.line(left, f"№ {{{{{number}}}}}" if number else "№ ____________")
        self.text("_________________________", align="center", before=4)
        self.text("(место составления)", align="center", size=9, after=10)

    def heading(self, words: str, *, always: bool = True) -> None:
        """Add the heading to the text; in the edition of 2016 short documents may lack it."""
        if always or self.edition is Edition.OF_2025:
            self.text(words, bold=True, after=12, keep=True)

    def points(self, lines: Iterable[str]) -> None:
        """Add numbered points; a line that begins with a condition keeps it in front of its number.

        The numbers are given while the document is filled, so that none is left out where a point falls away.
        """
        for line in lines:
            mark, _sep, rest = line.partition("}} ") if line.startswith("{{?") else ("", "", line)
            before = f"{mark}}}}}" if mark else ""
            self.text(f"{before}{{{{№}}}}. {rest}", align="justify", indent=True, after=4)

    def line(self, left: str, right: str, *, before: float = 0, after: float = 4, share: float = 0.5) -> None:
        """Add two texts on one line, at the left and at the right."""
        table = self._table(2, [self.width * share, self.width * (1 - share)], grid=False)
        cells = table.rows[0].cells
        self._cell(cells[0], left)
        self._cell(cells[1], right, align="right")
        self.text("", size=max(after, 2))

    def table(
        self,
        columns: Sequence[Column],
        rows: str,
        *,
        size: float = 11,
        total: Sequence[str] = (),
        when: str = "",
        height: float = 0,
    ) -> None:
        """Add a table with a repeatable row, `height` centimetres high; without the value `when` it falls away."""
        every = [("№", "№", 0.55, "center"), *((*column[:3], _alignment(column)) for column in columns)]
        weight = sum(column[2] for column in every)
        table = self._table(len(every), [self.width * column[2] / weight for column in every])
        condition = f"{{{{?{when}}}}}" if when else ""
        for place, (cell, column) in enumerate(zip(table.rows[0].cells, every, strict=True)):
            words = f"{'' if place else condition}{column[0]}"
            self._cell(cell, words, align="center", size=size - 1, bold=True, keep=True)
        self._repeat_head(table.rows[0])
        line = table.add_row()
        if height:
            line.height = Cm(height)
        for place, (cell, column) in enumerate(zip(line.cells, every, strict=True)):
            mark = "" if place else f"{condition}{{{{#{rows}}}}}"
            self._cell(cell, f"{mark}{{{{{column[1]}}}}}", size=size, align=column[3])
        if total:
            for cell, words, column in zip(table.add_row().cells, total, every, strict=True):
                self._cell(cell, words, size=size, bold=True, align=column[3])
        for row in table.rows:
            _keep_whole(row)
        self.text(condition, size=6)

    def facts(self, pairs: Iterable[tuple[str, str]], *, size: float = 11) -> None:
        """Add a table of names and values."""
        table = self._table(2, [self.width * 0.42, self.width * 0.58], rows=0)
        for name, value in pairs:
            cells = table.add_row().cells
            self._cell(cells[0], name, size=size)
            self._cell(cells[1], value, size=size)
        self.text("", size=6)

    def approved(self, post: str = "Директор", order: tuple[str, str] | None = None) -> None:
        """Add the stamp of approval (гриф утверждения) at the upper right."""
        lines = ["УТВЕРЖДЕНО", f"приказом от {{{{{order[1]}|дата}}}}", f"№ {{{{{order[0]}}}}}"] if order else [
            "УТВЕРЖДАЮ", post, "_______________ / ______________ /", "«____» ______________ 20___ г."
        ]  # fmt: skip
        for line in lines:
            self.text(line, left=self.width * 0.56)
        self.text("", size=8)

    def signature(self, post: str, name: str = "", *, before: float = 22) -> None:
        """Add a line of signature: post, place of the signature, name; the mark of an electronic one stands there."""
        self.text("", size=before / 2, keep=True)
        table = self._table(3, [self.width * 0.42, self.width * 0.26, self.width * 0.32], rows=2, grid=False)
        words = (post, "_______________", f"{{{{{name}|инициалы}}}}" if name else "_____________________")
        under = ("", "(подпись)", "(расшифровка подписи)")
        for place, align in enumerate(("left", "center", "center")):
            self._cell(table.rows[0].cells[place], words[place], align=align, keep=True)
            self._cell(table.rows[1].cells[place], under[place], align=align, size=8)

    def both(self, left: Sequence[str], right: Sequence[str]) -> None:
        """Add two columns for two parties."""
        table = self._table(3, [self.width * 0.48, self.width * 0.04, self.width * 0.48], grid=False)
        for cell, lines in zip(table.rows[0].cells[::2], (left, right), strict=True):
            self._cell(cell, lines[0], bold=True)
            for words in lines[1:]:
                self.text(words, cell=cell, before=4)
        self.text("", size=6)

    def acquainted(self) -> None:
        """Add a line for who has read the document."""
        self.text("С приказом ознакомлены:", before=14, after=6, keep=True)
        self.text("_______________ / ______________________ /   «____» ____________ 20___ г.")

    def save(self) -> bytes:
        """Return the DOCX; a paragraph stands last, as Word wants it."""
        if self.document.element.body[-2].tag == qn("w:tbl"):
            self.text("", size=6)
        stream = BytesIO()
        self.document.save(stream)
        return stream.getvalue()

    def _table(self, columns: int, widths: Sequence[float], *, grid: bool = True, rows: int = 1) -> Any:
        table = self.document.add_table(rows=rows, cols=columns)
        table.style = "Table Grid" if grid else "Normal Table"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        margins = OxmlElement("w:tblCellMar")
        for side in ("left", "right"):
            margin = OxmlElement(f"w:{side}")
            margin.set(qn("w:w"), str(round(_PADDING * 567) if grid else 0))
            margin.set(qn("w:type"), "dxa")
            margins.append(margin)
        look = table._tbl.tblPr.find(qn("w:tblLook"))
        look.addprevious(margins) if look is not None else table._tbl.tblPr.append(margins)
        return table

    def _cell(
        self, cell: Any, words: str, *, align: str = "left", size: float = 0, bold: bool = False, keep: bool = False
    ) -> None:
        paragraph = self.text(words, align=align, size=size, bold=bold, keep=keep, cell=cell)
        cell._tc.remove(cell.paragraphs[0]._p)
        if cell.paragraphs[0]._p is not paragraph._p:
            cell._tc.insert(1, paragraph._p)

    def _repeat_head(self, row: Any) -> None:
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:tblHeader"))

    def _page_number(self, section: Any) -> None:
        """Number the pages from the second one on, in the middle of the upper edge."""
        section.different_first_page_header_footer = True
        paragraph = section.header.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run()
        for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
            node = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                node.set(qn("w:fldCharType"), kind)
            else:
                node.text = words
            run._r.append(node)


def _alignment(column: Column) -> str:
    """Return how a column is aligned; one that does not say so has sums of money at the right."""
    if len(column) == 4:
        return column[3]
    return "right" if column[1].endswith("|деньги") else "left"


def _keep_whole(row: Any) -> None:
    """Let a row stand on one page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
