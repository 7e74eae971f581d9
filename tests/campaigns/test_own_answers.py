"""Answers of single organisations in a workbook: read by cell, checked by the start form, kept with each."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from app.campaigns.models import Campaign
from app.engine.models import Case
from app.foundation.database import db
from tests.approval_stage import Browser
from tests.campaigns.stage import ANSWERS, items, work
from tests.cast import Cast
from tests.checked_client import page_of, words_of
from tests.engine.stage import APPROVAL, APPROVAL_TASKS, publish
from tests.workflow.drawing import zeebe

ASKING = zeebe('<zeebe:formDefinition formId="request"/>')
HEAD = ["Код", "Организация", "Предмет", "Сумма", "когда", "Заметки"]


def publish_asking() -> None:
    """Publish the small approval with a start form: subject, amount, wanted on."""
    publish(APPROVAL, {**APPROVAL_TASKS, "S": ASKING}, process="Q", number_prefix="ВТ")


def sheet(*rows: list[Any]) -> tuple[BytesIO, str]:
    """Return a workbook as a browser sends it."""
    book = Workbook()
    for row in (HEAD, *rows):
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    return BytesIO(file.getvalue()), "ответы.xlsx"


def look(client: FlaskClient, file: tuple[BytesIO, str], **more: str) -> Any:
    data = {**ANSWERS, "subject": "Общий", "amount": "", "wanted_on": "", "_how": "file", "_file": file, **more}
    return client.post("/campaigns/new/Q", data=data, content_type="multipart/form-data")


def hidden_of(page: Any) -> dict[str, Any]:
    """Return what the page of the preview posts."""
    found: dict[str, Any] = {}
    for one in page.xpath("//main//input[@type='hidden']"):
        found.setdefault(one.get("name"), []).append(one.get("value"))
    return found


def test_each_organisation_gets_its_own_answers_and_the_others_the_common_ones(cast: Cast, browser: Browser) -> None:
    publish_asking()
    client = browser("north.officer")
    page = page_of(
        look(client, sheet(["north-1", "", "Ноутбуки", 12.5, date(2026, 9, 1), "x"], ["north-2", "", None, None, None]))
    )
    text = words_of(page)
    assert "2 организации получат дело" in text
    assert "У 1 организации свои ответы" in text
    assert "нет таких вопросов: Заметки" in text
    assert client.post("/campaigns/new/Q", data={**hidden_of(page), "_action": "start"}).status_code == 303
    work()
    cases = {case.organisation_id: case.readable for case in db.session.scalars(select(Case))}
    own, common = cases[cast.id("north-1")], cases[cast.id("north-2")]
    assert (own["subject"], str(own["amount"]), own["wanted_on"]) == ("Ноутбуки", "12.5", date(2026, 9, 1))
    assert (common["subject"], common.get("amount")) == ("Общий", None)


def test_what_the_start_form_refuses_is_said_by_cell_and_that_organisation_is_left_out(
    cast: Cast, browser: Browser
) -> None:
    publish_asking()
    client = browser("north.officer")
    wrong = look(client, sheet(["north-1", "", "Ноутбуки", "много", "когда-нибудь"], ["north-2", "", "=A1"]))
    assert wrong.status_code == 422
    text = words_of(page_of(wrong))
    for cell in ("C3", "D2", "E2"):
        assert cell in text
    alone = words_of(page_of(look(client, sheet(["north-1", "", "x", "много"], ["north-2", "", "y", 3]))))
    assert "D2" in alone
    assert "1 организация получит дело" in alone
    forged = {**ANSWERS, "subject": "x", "_how": "schools", "_action": "start", "_rows": "[1"}
    assert client.post("/campaigns/new/Q", data=forged).status_code == 400
    made_up = {**forged, "_rows": f'{{"{cast.id("south-5")}":{{"subject":["чужой"]}},"x":{{"amount":["1"]}}}}'}
    assert client.post("/campaigns/new/Q", data=made_up).status_code == 303
    work()
    assert {case.readable["subject"] for case in db.session.scalars(select(Case))} == {"x"}
    assert [item.variables for item in items(db.session.query(Campaign).one().id)] == [None, None]


def test_the_empty_workbook_has_the_questions_as_columns(cast: Cast, browser: Browser) -> None:
    publish_asking()
    client = browser("north.officer")
    book = load_workbook(BytesIO(client.get("/campaigns/new/Q/answers.xlsx").data))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert rows[0] == ["Код", "Организация", "Предмет", "Сумма", "Когда"]
    assert [row[0] for row in rows[1:]] == ["north-1", "north-2"]
    assert browser("north-1.director").get("/campaigns/new/Q/answers.xlsx").status_code == 403
