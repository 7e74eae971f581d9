"""Many documents as one PDF: contents that point to the sheets, numbers on them, and nothing of others that acts."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from app.paper import binding
from app.paper.binding import Piece, bind, text_piece
from app.paper.pdf import print_page
from app.paper.plain import Grid, Heading, Line, as_html, as_text


def foreign(*, sheets: int = 2, landscape: bool = False, password: str = "") -> bytes:
    """Return a PDF that runs a script when it is opened."""
    size = "A4 landscape" if landscape else "A4"
    page = f"<style>@page {{ size: {size} }} section {{ break-after: page }}</style>"
    page += "".join(f"<section>чужой {n}</section>" for n in range(sheets - 1)) + "конец"
    writer = PdfWriter(clone_from=PdfReader(BytesIO(print_page(page))))
    script = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert(1)")}
    action = DictionaryObject({NameObject(key): value for key, value in script.items()})
    writer.root_object[NameObject("/OpenAction")] = action
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): action})
    if password:
        writer.encrypt(password)
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()


def test_every_piece_stands_where_the_contents_say_and_each_sheet_has_its_number() -> None:
    pieces = [
        text_piece("Ответы", [Heading(text="Открытие дела"), Line(text="Предмет: <b>Станки</b>")]),
        Piece(title="Приказ.pdf", data=foreign(sheets=3), note="SHA-256 abc"),
        Piece(title="Широкий.pdf", data=foreign(sheets=1, landscape=True)),
        Piece(title="Смета.xlsx", note="файл не вложен"),
    ]
    reader = PdfReader(BytesIO(bind("Досье дела 1", ["Организация: Школа"], pieces)))
    texts = [page.extract_text() for page in reader.pages]
    assert len(texts) == 6
    assert all(f"Лист {number} из 6" in text for number, text in enumerate(texts, start=1))
    assert [item.title for item in reader.outline] == ["Содержание", "Ответы", "Приказ.pdf", "Широкий.pdf"]  # type: ignore[union-attr]
    assert [reader.get_destination_page_number(item) for item in reader.outline] == [0, 1, 2, 5]  # type: ignore[arg-type]
    assert "файл не вложен" in texts[0]
    assert "<b>Станки</b>" in texts[1]
    assert reader.pages[5].mediabox.width > reader.pages[5].mediabox.height


def test_only_foreign_files_are_measured_in_a_child_process(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []
    child = binding._child

    def heard(what: str, path: Path) -> str:
        asked.append((what, path.name))
        return child(what, path)

    monkeypatch.setattr(binding, "_child", heard)
    bind("Досье", [], [text_piece("Ответы", [Line(text="Да")]), Piece(title="a.pdf", data=foreign(sheets=1))])
    assert [one for one in asked if one[0] == "sheets"] == [("sheets", "1.pdf")]
    assert asked[-1][0] == "bind"


def test_what_acts_in_a_foreign_pdf_is_left_out() -> None:
    made = bind("Досье", [], [Piece(title="a.pdf", data=foreign())])
    assert b"JavaScript" not in made
    assert b"app.alert" not in made
    assert "/OpenAction" not in PdfReader(BytesIO(made)).trailer["/Root"]


def test_a_locked_or_broken_pdf_stands_in_the_contents_with_the_reason() -> None:
    pieces = [
        Piece(title="закрыт.pdf", data=foreign(password="тайна")),
        Piece(title="не pdf.pdf", data=b"%PDF-1.7\nnothing"),
        Piece(title="хороший.pdf", data=foreign(sheets=1)),
    ]
    reader = PdfReader(BytesIO(bind("Досье", [], pieces)))
    assert len(reader.pages) == 2
    assert reader.pages[0].extract_text().count("файл нельзя вложить") == 2


def test_a_table_too_wide_for_a_sheet_is_read_row_by_row_and_nothing_in_it_is_markup() -> None:
    narrow = Grid(columns=["Кто", "Сколько"], rows=[["<b>Я</b>", "1"]])
    wide = Grid(columns=[f"К{place}" for place in range(8)], rows=[["x", *[""] * 6, "<i>"]])
    blocks = [Heading(text="Шаг"), Line(text="a < b"), narrow, wide]
    assert as_text(blocks) == "ШАГ\na < b\n  Кто | Сколько\n  <b>Я</b> | 1\n  1. К0: x; К7: <i>\n"
    page = as_html(blocks)
    assert "<td>&lt;b&gt;Я&lt;/b&gt;</td>" in page
    assert "1. К0: x; К7: &lt;i&gt;" in page
