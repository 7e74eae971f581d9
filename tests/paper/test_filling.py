"""Templates: placeholders over runs, rows, conditions; nothing typed is run; what may be a template at all."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from docx import Document

from app.paper.blanks import BLANKS, Edition, make_blank
from app.paper.checking import TemplateRefused, check_template
from app.paper.codes import code_picture, stamp_code
from app.paper.comparing import compare_documents
from app.paper.content import BLANK, Content
from app.paper.filling import fill, names_in
from app.paper.pages import page_of
from app.paper.pdf import find_office, make_pdf
from app.workflow.production import TEMPLATES


def made(*paragraphs: Any, rows: tuple[tuple[str, ...], ...] = ()) -> bytes:
    document = Document()
    for runs in paragraphs:
        paragraph = document.add_paragraph()
        for run in (runs,) if isinstance(runs, str) else runs:
            paragraph.add_run(run)
    if rows:
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def texts(docx: bytes) -> list[str]:
    document = Document(io.BytesIO(docx))
    found = [paragraph.text for paragraph in document.paragraphs]
    return found + ["|".join(cell.text for cell in row.cells) for table in document.tables for row in table.rows]


VALUES = {
    "n": "ОД-1/2026", "d": date(2026, 6, 9), "sum": Decimal("1234567.5"), "yes": True, "kind": "main", "none": None,
    "posts": [{"post": "Директор", "units": Decimal("0.5")}, {"post": "Методист", "units": 1, "kind": "main"}],
    "case": {"school": {"name": "СОШ № 1"}},
}  # fmt: skip
CONTENT = Content(
    values=VALUES, labels={"kind": {"main": "Основная"}, "posts.kind": {"main": "Штат"}}, titles={"none": "Ничего"}
)


def test_placeholders_stand_across_runs_and_keep_what_is_around_them() -> None:
    filled = fill(made(("Приказ № {", "{ ", "n", "}} от {{d", "|дата}}, ", "{{case.school.name}}")), CONTENT)
    assert texts(filled.docx) == ["Приказ № ОД-1/2026 от 9 июня 2026 г., СОШ № 1"]
    assert filled.missing == ()


def test_words_of_dates_sums_and_codes() -> None:
    line = "{{d|кратко}}; {{sum|деньги}}; {{yes}}; {{kind}}; {{n|прописными}}; {{sum}}"
    assert texts(fill(made(line), CONTENT).docx) == [
        "09.06.2026; 1\u00a0234\u00a0567,50; да; Основная; ОД-1/2026; 1\u00a0234\u00a0567,5"
    ]
    content = Content(values={"year": 2026, "many": 20_260, "sum": 2026})
    assert texts(fill(made("{{year}}; {{many}}; {{sum|деньги}}"), content).docx) == ["2026; 20\u00a0260; 2\u00a0026,00"]


def test_rows_and_paragraphs_repeat_and_conditions_look() -> None:
    template = made(
        "{{#posts}}— {{post}};", "{{?n}}есть", "{{?none}}нет", "{{!none}}пусто",
        rows=(("№", "Должность", "Вид"), ("{{#posts}}{{№}}", "{{post}}, {{n}}", "{{kind}}"), ("{{?none}}x", "y", "z")),
    )  # fmt: skip
    assert texts(fill(template, CONTENT).docx) == [
        "— Директор;", "— Методист;", "есть", "пусто",
        "№|Должность|Вид", "1|Директор, ОД-1/2026|Основная", "2|Методист, ОД-1/2026|Штат",
    ]  # fmt: skip


def test_what_is_missing_is_named_and_left_blank() -> None:
    filled = fill(made("{{none}} и {{unknown.name}}"), CONTENT)
    assert texts(filled.docx) == [f"{BLANK} и {BLANK}"]
    assert filled.missing == ("Ничего", "unknown.name")


PAYLOADS = (
    "{{n}}", "{{7*7}}", "{% for x in ().__class__.__mro__ %}", "${7*7}", "=HYPERLINK(\"http://x\")",
    "=cmd|'/c calc'!A1",
    "<w:p><w:r><w:t>x</w:t></w:r></w:p>", "]]><x>", "&lt;b&gt;", "\x00\x08\ufffe", "{ INCLUDETEXT \"/etc/passwd\" }",
    "javascript:alert(1)", "\u202eexe.cod", "a" * 20_000,
)  # fmt: skip


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_what_a_person_typed_stays_text(payload: str) -> None:
    """No field, link, relation or element comes in by a value, and no placeholder in a value is filled."""
    template = made("до {{x}} после {{n}}")
    filled = fill(template, Content(values={"x": payload, "n": "тайна"}))
    (text,) = texts(filled.docx)
    assert text.startswith("до ")
    assert text.endswith(" после тайна")
    assert text.count("тайна") == 1
    with zipfile.ZipFile(io.BytesIO(filled.docx)) as archive, zipfile.ZipFile(io.BytesIO(template)) as before:
        assert set(archive.namelist()) == set(before.namelist())
        markup = archive.read("word/document.xml").decode()
        assert "instrText" not in markup
        assert "hyperlink" not in markup
        assert all(b"External" not in archive.read(name) for name in archive.namelist() if name.endswith(".rels"))


@pytest.mark.parametrize(
    "name", ["n.__class__", "case.__init__.__globals__", "posts.0.post", "__builtins__", "case.keys", "n.upper"]
)
def test_a_name_reaches_only_plain_data(name: str) -> None:
    assert CONTENT.text(name) == ""


def test_lines_that_were_typed_are_paragraphs_that_look_alike() -> None:
    template = made(("до {{x", "}}", " после {{n}}"), rows=(("{{x}}",),))
    document = Document(io.BytesIO(template))
    document.paragraphs[0].runs[0].bold = True
    stream = io.BytesIO()
    document.save(stream)
    filled = fill(stream.getvalue(), Content(values={"x": "раз\nдва\r\n{{n}}", "n": "Н"})).docx
    assert texts(filled) == ["до раз", "два", "{{n}} после Н", "раз\nдва\n{{n}}"]
    assert [one.runs[0].bold for one in Document(io.BytesIO(filled)).paragraphs] == [True] * 3


def test_points_are_numbered_while_they_are_filled_so_that_none_is_left_out() -> None:
    filled = fill(
        made("{{№}}. Первый", "{{?none}}{{№}}. Нет", "{{#posts}}{{№}}) {{post}}", "{{№}}. Последний"), CONTENT
    )
    assert texts(filled.docx) == ["1. Первый", "1) Директор", "2) Методист", "2. Последний"]
    assert filled.missing == ()


def test_a_table_with_no_row_left_goes_as_a_whole() -> None:
    template = made("до", rows=(("{{?none}}№", "Что"), ("{{?none}}{{#none}}{{№}}", "{{name}}")))
    filled = fill(template, CONTENT)
    assert texts(filled.docx) == ["до"]
    assert filled.missing == ()
    assert not Document(io.BytesIO(filled.docx)).tables


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Литвинцева Наталья Александровна", "Н.А.\u00a0Литвинцева"),
        ("Римская-Корсакова Анна Ильинична", "А.И.\u00a0Римская-Корсакова"),
        ("Директор, СОШ № 1", "Директор, СОШ № 1"),
        ("Ким Ир", "Ким Ир"),
    ],
)
def test_a_full_name_is_signed_with_initials_and_anything_else_stays(name: str, words: str) -> None:
    assert Content(values={"who": name}).text("who", "инициалы") == words


def changed(data: bytes, name: str, new: bytes, old: bytes = b"") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(stream, "w") as out:
        for member in archive.namelist():
            content = archive.read(member)
            out.writestr(member, content.replace(old, new) if member == name and old else content)
        if not old:
            out.writestr(name, new)
    return stream.getvalue()


def with_field(code: bytes) -> bytes:
    new = b"<w:instrText>" + code + b"</w:instrText>"
    return changed(made("FIELD"), "word/document.xml", new, b"<w:t>FIELD</w:t>")


@pytest.mark.parametrize(
    "template",
    [
        changed(made("x"), "word/vbaProject.bin", b"macro"),
        changed(made("x"), "word/embeddings/oleObject1.bin", b"ole"),
        changed(made("x"), "word/_rels/document.xml.rels", b'TargetMode="External" Id=', b"Id="),
        with_field(b"DDEAUTO c:\\\\calc.exe"), with_field(b' INCLUDETEXT "/etc/passwd"'),
        made("{{n.__class__()}}"), made("{{n|eval}}"), made("{% if x %}"), made("{{ }}"), made("{{не закрыто"),
    ],
    ids=range(10),
)  # fmt: skip
def test_templates_that_load_run_or_cannot_be_understood_are_refused(template: bytes) -> None:
    with pytest.raises(TemplateRefused):
        check_template(template)


def test_every_template_that_ships_is_one_and_knows_both_editions() -> None:
    assert set(BLANKS) == set(TEMPLATES)
    for key in BLANKS:
        for edition in Edition:
            data = make_blank(key, edition)
            check_template(data)
            assert names_in(data)
            assert fill(data, Content(values={})).missing or key in {"acquaintance-sheet", "agreement-sheet"}


def test_a_pdf_comes_from_the_same_content_and_fetches_nothing() -> None:
    docx = fill(make_blank("staffing-order", Edition.OF_2025), Content(values={"order_title": "Об утверждении"})).docx
    docx = stamp_code(docx, code_picture("https://example.org/verify/abc"), "Проверить")
    page = page_of(docx)
    assert "Об утверждении" in page
    assert "data:image/png;base64," in page
    assert make_pdf(docx).data.startswith(b"%PDF-")
    hostile = fill(made("{{x}}"), Content(values={"x": '<img src="file:///etc/passwd"><script>x</script>'})).docx
    assert "<img src" not in page_of(hostile)
    office = find_office()
    if office:  # the same path on a machine that has LibreOffice
        assert make_pdf(docx, office=office).maker == "libreoffice"
    assert make_pdf(docx, office="/nowhere/soffice").maker == "weasyprint"


def test_two_versions_are_compared_in_words() -> None:
    before = made("Первый пункт", "Второй пункт", rows=(("Директор", "1"),))
    after = made("Первый пункт", "Второй изменённый пункт", rows=(("Директор", "2"),))
    found = [(change.kind, change.before, change.after) for change in compare_documents(before, after, "docx")]
    assert found == [
        ("changed", "Второй пункт", "Второй изменённый пункт"), ("changed", "Директор | 1", "Директор | 2")
    ]  # fmt: skip
    assert compare_documents(before, before, "docx") == ()
