"""A plan from a file in the browser: the preview asks, columns are corrected, the draft equals what was exported."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook

from app.foundation.database import db
from app.roadmaps.models import OwnPlan, PlanUpload
from app.roadmaps.policy.own_content import gaps_of
from app.roadmaps.queries.library import find_shipped_plan
from tests.cast import Cast, sign_in
from tests.checked_client import CheckedClient, page_of, words_of
from tests.roadmaps.stage import apply

Browser = Callable[[str], FlaskClient]
SAID = {
    "title": "План",
    "short": "План",
    "first": "2020-01-01",
    "last": "2020-12-31",
    "executor": "mouo_officer@mouo",
    "controller": "mouo_head@mouo",
    "evidence": "Отчёт",
    "family": "activity-programme",
}


@pytest.fixture
def browser(app: Flask, cast: Cast) -> Browser:
    app.test_client_class = CheckedClient

    def open_for(login: str) -> FlaskClient:
        client = app.test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ru"
        return sign_in(client, cast.person(login))

    return open_for


def workbook(rows: Sequence[Sequence[str]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def upload(client: FlaskClient, cast: Cast, content: bytes, name: str = "plan.xlsx") -> str:
    data = {"organisation": str(cast.id("north")), "file": (io.BytesIO(content), name)}
    answer = client.post("/roadmaps/imports", data=data)
    assert answer.status_code == 303, words_of(page_of(answer))
    return str(answer.headers["Location"])


def columns(client: FlaskClient, address: str) -> dict[str, str]:
    """Return the choices of the columns as the page shows them."""
    page = page_of(client.get(address))
    return {
        one.get("name"): one.xpath("option[@selected]/@value")[0]
        for one in page.xpath("//select[starts-with(@name, 'column-')]")
    }


def test_the_exported_document_becomes_the_same_plan(browser: Browser, cast: Cast) -> None:
    done = apply("tochka-rosta-tz", cast.id("north"), 2026)
    officer = browser("north.officer")
    exported = officer.get(f"/roadmaps/{done.roadmap_id}/roadmap.docx").data
    address = upload(officer, cast, exported, "plan.docx")
    shown = words_of(page_of(officer.get(address)))
    assert "100 мероприятий, 8 разделов" in shown
    answer = officer.post(address, data={**SAID, **columns(officer, address), "action": "make"})
    assert answer.status_code == 303, words_of(page_of(answer))
    db.session.rollback()
    (plan,) = OwnPlan.query.all()
    printed = find_shipped_plan("tochka-rosta-tz")
    assert printed is not None
    wanted = sorted((str(one.data.get("content") or one.title), one.deadline_printed) for one in printed.measures)
    assert sorted((row["title"], row["deadline_printed"]) for row in plan.content["measures"]) == wanted
    assert {gap.field for gap in gaps_of(plan.content)} == {"schedule"}
    assert len(gaps_of(plan.content)) == 4  # the empty cells of the document
    assert PlanUpload.query.all() == []
    asked = next(row["id"] for row in plan.content["measures"] if row["schedule"] is None)
    form = words_of(page_of(officer.get(f"/roadmaps/plans/{plan.id}/measures/{asked}")))
    assert "Срок пуст: когда исполнить?" in form


def test_the_title_above_the_table_gives_name_and_years(browser: Browser, cast: Cast) -> None:
    head = ("№", "Мероприятие", "Срок")
    rows: list[tuple[str, ...]] = [("План развития инженерных классов на 2027 год",), (), head]
    rows += [("Раздел 1. Мероприятия школ 2026 года",), ("1", "Провести совещание", "до 15 августа")]
    officer = browser("north.officer")
    page = page_of(officer.get(upload(officer, cast, workbook(rows))))
    said = {one: page.xpath(f"//input[@name='{one}']/@value")[0] for one in ("title", "first", "last")}
    assert said == {"title": rows[0][0], "first": "2027-01-01", "last": "2027-12-31"}
    assert "15 августа 2027" in words_of(page)
    nameless = page_of(officer.get(upload(officer, cast, workbook(rows[2:]), "Наш план.xlsx")))
    assert nameless.xpath("//input[@name='title']/@value") == ["Наш план"]
    assert nameless.xpath("//input[@name='first']/@value") in ([], [""])


def test_wrong_columns_are_corrected_and_what_is_unclear_is_asked(browser: Browser, cast: Cast) -> None:
    rows = (("А", "Б", "В"), ("1", "Провести совещание", "до 15 августа"), ("2", "Подумать", "потом"))
    officer = browser("north.officer")
    address = upload(officer, cast, workbook(rows))
    assert "Ни одна строка не понята" in words_of(page_of(officer.get(address)))
    assert set(columns(officer, address).values()) == {"skip"}
    assert len(columns(officer, address)) == 3, "the empty columns of the sheet are not asked about"
    said = {**SAID, "family": "", "first": "2026-01-01", "last": "2026-12-31"}
    chosen = {"column-0-0": "number", "column-0-1": "title", "column-0-2": "deadline"}
    assert officer.post(address, data={**said, **chosen, "action": "look"}).status_code == 303
    shown = words_of(page_of(officer.get(address)))
    assert "Не позднее дня: 15 августа 2026" in shown
    assert "Эти слова не удалось понять" in shown
    assert "Выберите вид работы" in shown
    keys = page_of(officer.get(address)).xpath("//input[@name='row']/@value")  # the first row only names the columns
    assert len(keys) == 3
    marked = {**said, **chosen, "row": keys, "rows_family": "training", "action": "kinds"}
    told = officer.post(address, data=marked, follow_redirects=True)
    assert "Изменены 3 строки" in words_of(page_of(told).xpath("//main/..")[0])
    kinds = [words_of(cell) for cell in page_of(told).xpath("//tbody//td[@data-label='Вид работы']")]
    assert kinds == ["Повышение квалификации"] * 3
    assert "Выберите вид работы" not in words_of(page_of(told))
    back = {**marked, "row": keys[1:2], "rows_family": ""}
    again = page_of(officer.post(address, data=back, follow_redirects=True))
    assert "Совещание" in words_of(again.xpath("//tbody//td[@data-label='Вид работы']")[1])
    nothing = officer.post(address, data={**marked, "row": []}, follow_redirects=True)
    assert "отметьте хотя бы одну строку" in words_of(page_of(nothing).xpath("//main/..")[0])
    refused = officer.post(address, data={**said, **chosen, "title": "", "first": "", "action": "make"})
    assert refused.status_code == 422
    assert "Напишите название плана" in words_of(page_of(refused))
    assert OwnPlan.query.all() == []


def test_a_hostile_file_and_a_foreign_upload_are_refused(browser: Browser, cast: Cast) -> None:
    officer = browser("north.officer")
    data = {"organisation": str(cast.id("north")), "file": (io.BytesIO(b"MZ\x90"), "plan.docx")}
    refused = officer.post("/roadmaps/imports", data=data)
    assert refused.status_code == 422
    assert "повреждён" in words_of(page_of(refused))
    address = upload(officer, cast, workbook((("№", "Мероприятие", "Срок"), ("1", "Дело", "май 2026"))))
    assert browser("north.head").get(address).status_code == 404
    assert browser("region.officer").post(address, data=SAID).status_code == 404
    assert browser("north-1.admin").get("/roadmaps/imports").status_code == 403
