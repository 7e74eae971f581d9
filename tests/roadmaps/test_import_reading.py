"""Foreign tables: our own documents and workbooks read back, headings guessed, hostile files refused."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook

from app.roadmaps.policy.import_columns import Column
from app.roadmaps.policy.import_reading import Defaults, ReadPlan, read_rows
from app.roadmaps.policy.import_rows import shapes_of, source_rows
from app.roadmaps.policy.import_tables import FileRefused, read_tables
from app.roadmaps.policy.import_words import executors_of, family_of
from app.roadmaps.policy.phrase_dates import Frame
from app.roadmaps.policy.phrases import read_phrase
from app.roadmaps.queries.library import find_shipped_plan
from app.roadmaps.queries.roadmap_page import short_number
from tests.cast import Cast, sign_in
from tests.roadmaps.stage import apply

SAID = Defaults(
    executor_role="mouo_expert",
    executor_place="mouo",
    controller_role="mouo_officer",
    controller_place="mouo",
    evidence="Отчёт",
    family="activity-programme",
)


def read(content: bytes, frame: Frame, defaults: Defaults = SAID) -> ReadPlan:
    tables = read_tables(content)
    return read_rows(source_rows(tables, shapes_of(tables)), frame, defaults)


@pytest.fixture
def officer(app: Flask, cast: Cast) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ru"
    return sign_in(client, cast.person("region.officer"))


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
@pytest.mark.parametrize(
    ("plan_id", "place"),
    [
        ("spb-network-roadmap", "region"),
        ("digital-breakthrough", "north"),
        ("tochka-rosta-tz", "region"),
        ("smolensk-plan", "region"),
        ("school8-dce", "north-1"),
    ],
)
def test_what_we_export_is_read_back_row_by_row(
    officer: FlaskClient, cast: Cast, plan_id: str, place: str, kind: str
) -> None:
    done = apply(plan_id, cast.id(place), 2026)
    plan = find_shipped_plan(plan_id)
    assert plan is not None
    frame = Frame(first=plan.first, last=plan.last)
    content = officer.get(f"/roadmaps/{done.roadmap_id}/roadmap.{kind}").data
    found = read(content, frame)
    titles = {section.id: section.title for section in plan.sections}
    wanted = {
        (
            short_number(one),
            " ".join(str(one.data.get("content") or one.title).split()),
            titles[one.section],
            one.deadline_printed,
        )
        for one in plan.measures
    }
    sections = {section["id"]: section["title"] for section in found.sections}
    got = {
        (
            one.measure["number"] or "",
            one.measure["title"],
            sections[one.measure["section"]],
            one.measure["deadline_printed"],
        )
        for one in found.rows
    }
    assert len(found.rows) == len(plan.measures)
    if plan_id == "tochka-rosta-tz" and kind == "docx":  # both sides of a row share its number
        got, wanted = ({one[1:] for one in rows} for rows in (got, wanted))
    assert got == wanted
    for one in found.rows:
        assert one.measure["schedule"] == read_phrase(one.measure["deadline_printed"], frame).schedule
        assert {name for name, _ in one.questions} <= {"schedule"}


def test_a_table_of_somebody_else_is_understood_by_its_headings() -> None:
    document = Document()
    rows = [
        ("№ п/п", "Наименование мероприятия", "Сроки", "Ответственный", "Подтверждающий документ"),
        ("1", "2", "3", "4", "5"),
        ("Раздел 1. Кадры", "", "", "", ""),
        ("1.1", "Провести совещание директоров", "до 15 августа", "МОУО; школы", "Протокол"),
        ("1.2", "Обсудить итоги", "когда получится", "", ""),
    ]
    table = document.add_table(rows=0, cols=5)
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    stream = io.BytesIO()
    document.save(stream)
    tables = read_tables(stream.getvalue())
    (shape,) = shapes_of(tables)
    assert shape.columns == (Column.NUMBER, Column.TITLE, Column.DEADLINE, Column.EXECUTOR, Column.EVIDENCE)
    year = Frame(first=date(2026, 1, 1), last=date(2026, 12, 31))
    found = read(stream.getvalue(), year, Defaults(controller_role="mouo_head", controller_place="mouo"))
    assert [one["title"] for one in found.sections] == ["Раздел 1. Кадры"]
    first, second = found.rows
    assert first.questions == ()
    assert first.measure["schedule"] == {"type": "by-date", "start": None, "end": "2026-08-15"}
    assert first.measure["executors"][0] == {"name": "МОУО", "role": "mouo_officer", "place": "mouo"}
    assert first.measure["family"] == "meeting"
    assert dict(second.questions) == {
        "schedule": "unknown",
        "executors": "empty",
        "evidence": "empty",
        "family": "unknown",
    }
    assert second.measure["schedule"] is None


def test_a_numbered_title_of_the_rows_below_it_is_a_section() -> None:
    document = Document()
    table = document.add_table(rows=0, cols=4)
    for row in (
        ("№ п/п", "Мероприятие", "Срок", "Ответственный"),
        ("1", "Кадры", "", ""),
        ("1.1", "Провести встречи с педагогами", "до 15 января 2027 года", "Комитет образования Северного района"),
        ("2.", "Содержание", "", ""),
        ("2.1.", "Организовать экскурсии", "", ""),
        ("3", "Открыть центр", "", ""),
    ):
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    file = io.BytesIO()
    document.save(file)
    found = source_rows(tables := read_tables(file.getvalue()), shapes_of(tables))
    assert [(row.section, row.text(Column.TITLE)) for row in found] == [
        ("Кадры", "Провести встречи с педагогами"),
        ("Содержание", "Организовать экскурсии"),
        ("Содержание", "Открыть центр"),
    ], "what heads no row is a measure, however little it says"
    (executor,) = executors_of(found[0].text(Column.EXECUTOR))
    assert (executor["role"], executor["place"]) == ("mouo_officer", "mouo")
    assert family_of(found[1].text(Column.TITLE)) == "event-organisation"
    assert executors_of("Комитет по образованию")[0]["place"] == "region"


def test_a_table_without_known_headings_is_left_out_until_somebody_says_its_columns() -> None:
    book = Workbook()
    book.active.append(["Что", "Когда"])  # type: ignore[union-attr]
    book.active.append(["Провести опрос", "май 2026"])  # type: ignore[union-attr]
    stream = io.BytesIO()
    book.save(stream)
    tables = read_tables(stream.getvalue())
    assert source_rows(tables, shapes_of(tables)) == ()
    chosen = shapes_of(tables, {0: (Column.TITLE, Column.DEADLINE)})
    rows = source_rows(tables, chosen)
    assert [row.text(Column.TITLE) for row in rows][-1] == "Провести опрос"


def test_a_formula_is_words_and_nothing_is_computed() -> None:
    book = Workbook()
    book.active.append(["№", "Мероприятие", "Срок"])  # type: ignore[union-attr]
    book.active.append(["1", '=HYPERLINK("http://x")', "май 2026"])  # type: ignore[union-attr]
    stream = io.BytesIO()
    book.save(stream)
    tables = read_tables(stream.getvalue())
    (row,) = source_rows(tables, shapes_of(tables))
    assert row.text(Column.TITLE) == '=HYPERLINK("http://x")'


def _archive(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"no archive", "broken"),
        (b"x" * (5 * 1024 * 1024 + 1), "size"),
        (_archive(**{"a.txt": b"hello"}), "kind"),
        (_archive(**{"word__document.xml": b"<!DOCTYPE a [<!ENTITY x 'y'>]><a/>"}), "broken"),
        (_archive(**{"word__document.xml": b"<a/>", "word__vbaProject.bin": b"x"}), "active"),
        (_archive(**{"xl__workbook.xml": b"<a/>"}), "broken"),
        (_archive(**{"word__document.xml": b" " * (70 * 1024 * 1024)}), "broken"),
    ],
)
def test_hostile_and_broken_files_are_refused(content: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_tables(content)
    assert refused.value.code == code
