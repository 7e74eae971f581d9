"""Absences on their pages: who writes what down, what comes back, the schedule from a workbook."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook
from sqlalchemy import func, select

from app.audit.queries import verify_all
from app.engine.models import Job
from app.foundation.database import db
from app.organisation.commands.import_absences import ABSENCES, COLUMNS
from app.organisation.models import Absence, Substitution
from tests.cast import Cast, make_cast, sign_in
from tests.checked_client import CheckedClient, page_of, words_of


@pytest.fixture
def cast(app: Flask) -> Cast:
    app.test_client_class = CheckedClient
    return make_cast()


def browser(app: Flask, cast: Cast, login: str) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ru"
    return sign_in(client, cast.person(login))


def typed(cast: Cast, login: str, *substitutes: str, **more: str) -> dict[str, str]:
    """Return what the browser posts for an absence."""
    people = {f"substitute{n}": str(cast.person(one).id) for n, one in enumerate(substitutes, start=1)}
    return {
        "person": str(cast.person(login).id),
        "kind": "leave",
        "since": "2026-06-10",
        "until": "2026-06-19",
        "basis": "приказ от 05.06.2026 № 41-к",
        **people,
        **more,
    }


def count() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Absence)) or 0


def test_a_person_writes_their_leave_down_sees_it_and_ends_it(app: Flask, cast: Cast) -> None:
    client = browser(app, cast, "north.officer")
    assert "Никто не отсутствует" in client.get("/absences").text
    form = client.get("/absences/new")
    assert form.status_code == 200
    assert "Начальник комитета" in form.text
    assert "СОШ № 5" not in form.text
    answer = client.post("/absences/new", data=typed(cast, "north.officer", "north.head", "north.expert"))
    assert answer.status_code == 303
    page = words_of(page_of(client.get("/absences")).xpath("//main")[0])
    assert "Вы Отпуск 10 июня 2026" in page
    assert "приказ от 05.06.2026 № 41-к" in page
    assert "Вы : все задачи" in words_of(page_of(browser(app, cast, "north.head").get("/absences")).xpath("//main")[0])
    assert "41-к" not in browser(app, cast, "south.head").get("/absences").text
    (absence,) = db.session.scalars(select(Absence))
    assert browser(app, cast, "south.head").post(f"/absences/{absence.id}/end").status_code == 404
    assert client.post(f"/absences/{absence.id}/end").status_code == 303
    assert "прекращено раньше" in client.get("/absences").text
    jobs = [job.payload for job in db.session.scalars(select(Job))]
    assert [(job["event"], len(job["to"])) for job in jobs] == [("substitute", 2)]
    assert verify_all().findings == ()


def test_what_is_wrong_comes_back_with_everything_typed(app: Flask, cast: Cast) -> None:
    client = browser(app, cast, "north-1.hr")
    wrong = typed(cast, "north-1.director", "north-1.hr", until="2026-06-01", basis="")
    answer = client.post("/absences/new", data=wrong)
    assert answer.status_code == 422
    words = words_of(page_of(answer).xpath("//main")[0])
    for told in ("Конец раньше начала", "Напишите основание", "Назначить себя нельзя"):
        assert told in words
    assert page_of(answer).xpath("//input[@name='since']/@value") == ["2026-06-10"]
    assert client.post("/absences/new", data=typed(cast, "north.head", "north.officer")).status_code == 404
    assert client.get(f"/absences/new?person={cast.person('south-5.admin').id}").status_code == 404
    assert count() == 0


def test_a_secretary_finds_whose_absence_it_is(app: Flask, cast: Cast) -> None:
    page = browser(app, cast, "north-1.hr").get("/absences/new?q=директор").text.replace("\xa0", " ")
    assert "Директор, СОШ № 1" in page
    assert "СОШ № 2" not in page


def schedule(*rows: tuple[object, ...]) -> io.BytesIO:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = ABSENCES
    sheet.append(list(COLUMNS))
    for row in rows:
        sheet.append(list(row))
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


ROW = ("north-1.director", "Отпуск", "01.07.2026", "28.07.2026", "приказ № 7", "north-1.admin", "")


def test_a_schedule_is_shown_first_and_written_down_exactly_so(app: Flask, cast: Cast) -> None:
    client = browser(app, cast, "north.head")
    assert client.get("/absences/import").status_code == 200
    assert client.get("/absences/import/template").status_code == 200
    second = (*ROW[:5], "north-1-centre.head", "")
    shown = client.post("/absences/import", data={"file": (schedule(ROW, second), "leave.xlsx")})
    assert shown.status_code == 200
    assert count() == 0
    page = page_of(shown)
    action, plan = (
        page.xpath("//form[contains(@action, 'apply')]/@action")[0],
        page.xpath("//input[@name='plan']/@value"),
    )
    assert client.post(action, data={"plan": plan[0]}).status_code == 303
    assert count() == 1
    assert db.session.scalar(select(func.count()).select_from(Substitution)) == 2
    again = client.post("/absences/import", data={"file": (schedule(ROW, second), "leave.xlsx")})
    assert not page_of(again).xpath("//input[@name='plan']")


def test_cells_that_cannot_be_read_and_people_out_of_reach_are_told(app: Flask, cast: Cast) -> None:
    client = browser(app, cast, "north.head")
    rows = (
        ("south-5.admin", *ROW[1:]),
        (*ROW[:2], "когда-нибудь", *ROW[3:]),
        (*ROW[:5], "nobody", ""),
    )
    answer = client.post("/absences/import", data={"file": (schedule(*rows), "leave.xlsx")})
    assert answer.status_code == 422
    words = words_of(page_of(answer).xpath("//main")[0])
    for told in ("Отсутствия, A2", "Отсутствия, C3", "Отсутствия, F4"):
        assert told in words
    assert count() == 0
    assert browser(app, cast, "north-1.parents").get("/absences/import").status_code == 403
