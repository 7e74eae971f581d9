"""A DOCX as one HTML page for WeasyPrint: paragraphs, runs, tables, pictures in the text; the rest is left out."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from html import escape
from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

_ALIGN: Final = {
    WD_ALIGN_PARAGRAPH.CENTER: "center",
    WD_ALIGN_PARAGRAPH.RIGHT: "right",
    WD_ALIGN_PARAGRAPH.JUSTIFY: "justify",
}
_STYLE: Final = """
body { font-family: "Liberation Serif", "Tinos", "Times New Roman", "DejaVu Serif", serif; line-height: 1.15; }
p { margin: 0; min-height: 1em; } table { border-collapse: collapse; table-layout: fixed; width: 100%; margin: 0; }
td { vertical-align: top; padding: 1pt 0; overflow-wrap: break-word; hyphens: auto; } .grid td { padding: 1pt 3pt; border: .5pt solid #000; }
tr { break-inside: avoid; } img { display: inline-block; vertical-align: bottom; } #foot { position: running(foot); }
"""  # noqa: E501
_NUMBER: Final = '@top-center { content: counter(page); font: 11pt "Liberation Serif", serif; }'
_AT_FOOT: Final = "@bottom-right { content: element(foot); width: 100%; vertical-align: top; }"
_FOOT: Final = 96  # points under the text of the first sheet, where its code stands


def page_of(docx: bytes) -> str:
    """Return the page; its only addresses are pictures inside itself."""
    document = Document(BytesIO(docx))
    section = document.sections[0]
    wide = section.orientation == WD_ORIENT.LANDSCAPE
    edges = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    margins = " ".join(f"{(edge.pt if edge is not None else 56):.0f}pt" for edge in edges)
    body = "".join(_blocks(document.element.body, document))
    first = ""
    if section.different_first_page_header_footer:
        foot = "".join(_blocks(section.first_page_footer._element, section.first_page_footer))
        body = f'<div id="foot">{foot}</div>{body}'
        first = f"@page :first {{ margin-bottom: {_FOOT}pt; @top-center {{ content: none }} {_AT_FOOT} }}"
    page = f"@page {{ size: A4 {'landscape' if wide else 'portrait'}; margin: {margins}; {_NUMBER} }}"
    size = document.styles["Normal"].font.size
    style = f"{page} {first} {_STYLE} body {{ font-size: {size.pt if size else 12:.1f}pt; }}"
    head = f'<head><meta charset="utf-8"><style>{style}</style></head>'
    return f'<!doctype html><html lang="ru">{head}<body>{body}</body></html>'


def _blocks(parent: Any, document: Any) -> Iterator[str]:
    for child in parent:
        if child.tag == qn("w:p"):
            yield _paragraph(Paragraph(child, document))
        elif child.tag == qn("w:tbl"):
            yield _table(Table(child, document), document)


def _paragraph(paragraph: Paragraph) -> str:
    form = paragraph.paragraph_format
    css = []
    if paragraph.alignment in _ALIGN:
        css.append(f"text-align: {_ALIGN[paragraph.alignment]}")
    for name, length in (
        ("text-indent", form.first_line_indent),
        ("margin-left", form.left_indent),
        ("margin-top", form.space_before),
        ("margin-bottom", form.space_after),
    ):
        if length:
            css.append(f"{name}: {length.pt:.1f}pt")
    if form.page_break_before:
        css.append("break-before: page")
    if form.keep_with_next:
        css.append("break-after: avoid")
    sizes = [run.font.size for run in paragraph.runs]
    if sizes and all(sizes):  # else the line would be as high as the letters of the body
        css.append(f"font-size: {max(size.pt for size in sizes if size):.1f}pt")
    runs = "".join(_run(run) for run in paragraph.runs)
    return f'<p style="{"; ".join(css)}">{runs}</p>'


def _run(run: Any) -> str:
    css = []
    if run.font.size:
        css.append(f"font-size: {run.font.size.pt:.1f}pt")
    if run.bold:
        css.append("font-weight: bold")
    if run.italic:
        css.append("font-style: italic")
    if run.underline:
        css.append("text-decoration: underline")
    text = "".join(_piece(piece, run) for piece in run._element)
    return f'<span style="{"; ".join(css)}">{text}</span>' if css else text


def _piece(piece: Any, run: Any) -> str:
    if piece.tag == qn("w:t"):
        return escape(piece.text or "").replace("  ", " &nbsp;")
    if piece.tag == qn("w:br"):
        return "<br>"
    if piece.tag == qn("w:softHyphen"):
        return "&shy;"
    if piece.tag == qn("w:tab"):
        return "&emsp;"
    if piece.tag == qn("w:drawing"):
        return "".join(_pictures(piece, run))
    return ""


def _pictures(drawing: Any, run: Any) -> Iterator[str]:
    extent = next(drawing.iter(qn("wp:extent")), None)
    width = int(extent.get("cx", "0")) / 12700 if extent is not None else 0
    for blip in drawing.iter(qn("a:blip")):
        part = run.part.related_parts.get(blip.get(qn("r:embed")))
        if part is not None and part.content_type == "image/png":
            data = base64.b64encode(part.blob).decode()
            yield f'<img style="width: {width:.0f}pt" src="data:image/png;base64,{data}" alt="">'


def _table(table: Table, document: Any) -> str:
    style = getattr(table.style, "name", "") or ""
    grid = ' class="grid"' if style == "Table Grid" else ""
    columns = [int(column.get(qn("w:w"), "0")) for column in table._tbl.tblGrid.findall(qn("w:gridCol"))]
    total = sum(columns) or 1
    widths = "".join(f'<col style="width: {100 * width / total:.1f}%">' for width in columns)
    head = [line for line in table._tbl.tr_lst if line.find(f".//{qn('w:tblHeader')}") is not None]
    rows = "".join(_line(line, document) for line in table._tbl.tr_lst if line not in head)
    heads = "".join(_line(line, document) for line in head)
    return f"<table{grid}>{widths}<thead>{heads}</thead><tbody>{rows}</tbody></table>"


def _line(line: Any, document: Any) -> str:
    cells = []
    for cell in line.tc_lst:
        merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        if merge is not None and merge.get(qn("w:val")) != "restart":
            cells.append(f'<td colspan="{cell.grid_span}" style="border-top: 0"></td>')
            continue
        cells.append(f'<td colspan="{cell.grid_span}">{"".join(_blocks(cell, document))}</td>')
    height = line.trHeight_val
    style = f' style="height: {height.pt:.0f}pt"' if height else ""
    return f"<tr{style}>{''.join(cells)}</tr>"
