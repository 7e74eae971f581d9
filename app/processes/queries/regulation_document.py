"""The regulation as a document (DOCX): what an authority signs, made from the version that runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.shared import Mm, Pt
from flask_babel import gettext as _

from app.foundation.words import day_year
from app.processes.queries.regulation import Regulation, RegulationStep


def regulation_document(regulation: Regulation) -> bytes:
    """Return the document."""
    document: Any = Document()
    _page(document)
    document.add_heading(regulation.title, level=1)
    facts = _(
        "Version %(number)d, published on %(day)s", number=regulation.number, day=day_year(regulation.published_at)
    )
    document.add_paragraph(str(facts))
    _general(document, regulation)
    document.add_heading(str(_("The order of the steps")), level=2)
    for step in regulation.steps:
        _step(document, step)
    document.add_heading(str(_("How a case ends")), level=2)
    _bullets(document, regulation.endings)
    _annexes(document, regulation)
    document.add_paragraph(str(_("SHA-256 of the version: %(hash)s", hash=regulation.sha256)))
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(10)
    section.top_margin = section.bottom_margin = Mm(20)
    document.styles["Normal"].font.size = Pt(12)
    document.styles["Normal"].font.name = "Times New Roman"


def _general(document: Any, regulation: Regulation) -> None:
    document.add_heading(str(_("General provisions")), level=2)
    document.add_paragraph(regulation.purpose)
    if regulation.source:
        document.add_paragraph(str(_("Basis: %(source)s", source=regulation.source)))
    if regulation.starters:
        document.add_paragraph(str(_("A case may be opened by:")))
        _bullets(document, regulation.starters)
    document.add_paragraph(str(_("Those who take part:")))
    _bullets(document, regulation.participants)


def _step(document: Any, step: RegulationStep) -> None:
    words = step.words
    document.add_heading(f"{words.number}. {words.name}", level=3)
    if words.note:
        document.add_paragraph(words.note)
    pairs = [(_("Who"), words.who), (_("What"), words.what), (_("Term"), words.term), (_("Why this term"), step.basis)]
    pairs += [(_("Who may not do it"), step.excluded), (_("Documents"), "; ".join(words.documents))]
    pairs += [(name, text) for name, text in step.consequences]
    pairs += [(_("Then"), "; ".join(words.then))]
    _table(document, (), [(str(name), text) for name, text in pairs if text])


def _annexes(document: Any, regulation: Regulation) -> None:
    if regulation.settings:
        document.add_heading(str(_("Terms and limits")), level=2)
        heads = (_("Value"), _("For what"), _("Where from"))
        marks = {True: _("printed in the document"), False: _("default of practice")}
        rows = [(one.value, one.source, str(marks[one.is_printed])) for one in regulation.settings]
        _table(document, heads, rows)
    for table in regulation.tables:
        document.add_heading(str(_("Decision table: %(name)s", name=table.name)), level=2)
        _table(document, table.heads, table.rows)
    for form in regulation.forms:
        document.add_heading(str(_("Form: %(title)s", title=form.title)), level=2)
        heads = (_("Field"), _("What is put in"), _("Needed"))
        rows = [(f"{one.inside}: {one.label}" if one.inside else one.label, one.kind, one.need) for one in form.fields]
        _table(document, heads, rows)


def _bullets(document: Any, lines: Iterable[str]) -> None:
    for line in lines:
        document.add_paragraph(line, style="List Bullet")


def _table(document: Any, heads: Sequence[object], rows: Sequence[Sequence[str]]) -> None:
    if not rows:
        return
    table = document.add_table(rows=0, cols=len(rows[0]))
    table.style = "Table Grid"
    for number, row in enumerate([heads, *rows] if heads else rows):
        for cell, words in zip(table.add_row().cells, row, strict=True):
            run = cell.paragraphs[0].add_run(str(words))
            run.font.size = Pt(11)
            run.bold = bool(heads) and number == 0
