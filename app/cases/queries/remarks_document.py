"""The summary of remarks (сводка замечаний) as DOCX: a table of number, subject, remark, answer, how it stands."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from docx import Document
from docx.enum.section import WD_ORIENT
from flask_babel import gettext as _

from app.engine.queries import CaseRow, RemarkRow
from app.engine.queries.remark_words import said_words, standing_words
from app.engine.queries.remarks import Said
from app.foundation import words


def remarks_document(case: CaseRow, remarks: Iterable[RemarkRow]) -> bytes:
    """Return the document; every text is data, nothing in it is a formula or a field."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    document.add_heading(_clean(str(_("Summary of remarks"))), level=1)
    document.add_paragraph(_clean(f"{case.title}. {case.organisation_name}"))
    document.add_paragraph(_clean(str(_("Case %(number)s", number=case.number))))
    heads = (_("No."), _("What it is about"), _("Remark"), _("Answer"), _("How it stands"))
    table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.paragraphs[0].add_run(str(head)).bold = True
    for remark in remarks:
        asked = [one for one in remark.talk if one.kind in {"said", "kept"}]
        answered = [one for one in remark.talk if one.kind in {"accepted", "declined"}]
        about = f"{remark.label}\n{remark.was}" if remark.was else remark.label
        texts = (
            str(remark.number),
            about,
            "\n".join(_line(one) for one in asked),
            "\n".join(_line(one) for one in answered),
            standing_words(remark.state)[1],
        )
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = _clean(text)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _line(one: Said) -> str:
    who = f"{one.who}, {_('instead of: %(who)s', who=one.instead)}" if one.instead else one.who
    return f"{words.day_year(words.local(one.at).date())}, {who}. {said_words(one)}: {one.text or '—'}"


def _clean(text: str) -> str:
    """Return the text without signs that XML cannot hold."""
    return "".join(sign for sign in text if sign in "\n\t" or (sign.isprintable() or sign == "\u00a0"))
