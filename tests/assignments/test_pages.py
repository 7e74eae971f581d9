"""Pages of assignments without script: the lists, giving from a case, the workbook, taking off control."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import quote

from openpyxl import load_workbook

from app.engine.models import Case
from app.foundation.database import db
from tests.approval_stage import Browser
from tests.assignments.test_assignments import give, open_tasks, post
from tests.cast import Cast
from tests.checked_client import page_of, words_of
from tests.engine.stage import start


def main_words(response: object) -> str:
    return words_of(page_of(response).xpath("//main")[0])  # type: ignore[arg-type]


def number_of(case_id: int) -> str:
    return quote(db.session.get_one(Case, case_id).number)


def test_an_assignment_is_given_from_a_case_and_both_pages_link(cast: Cast, browser: Browser) -> None:
    number = number_of(start(cast).case_id)
    director = browser("north-1.director")
    assert page_of(director.get(f"/cases/{number}")).xpath(f"//a[@href='/cases/{number}/assignments/new']")
    address, doer = f"/cases/{number}/assignments/new", str(post(cast, "north-1.hr"))
    typed = {"title": "Собрать справки", "text": "Собрать <b>справки</b>", "due": "2026-06-19", "executor": ""}
    found = director.post(address, data={**typed, "sought": "кадрам", "action": "find"})
    assert page_of(found).xpath(f"//select[@name='executor']/option[@value='{doer}']")
    assert "Собрать &lt;b&gt;справки" in found.text
    refused = director.post(address, data=typed)
    assert refused.status_code == 422
    assert "Выберите ответственного исполнителя" in main_words(refused)
    past = director.post(address, data={**typed, "executor": doer, "due": "2026-06-01"})
    assert "Этот день уже прошёл" in main_words(past)
    done = director.post(address, data={**typed, "executor": doer})
    assert done.status_code == 303
    given = page_of(director.get(done.headers["Location"]))
    assert given.xpath(f"//section[.//h2[@id='charge']]//a[@href='/cases/{number}']")
    assert page_of(director.get(f"/cases/{number}")).xpath(f"//a[@href='{done.headers['Location']}']")
    assert "Собрать справки" in main_words(browser("north-1.hr").get("/assignments"))
    assert "Собрать справки" in main_words(browser("north-1.hr").get("/tasks"))
    assert browser("south.officer").get(done.headers["Location"]).status_code == 404


def test_lists_the_workbook_and_a_part_given_on(cast: Cast, browser: Browser) -> None:
    top = give(cast, "north.officer", "north-1.director", title="=Отчёт")
    director = browser("north-1.director")
    for view, words in (("mine", "=Отчёт"), ("given", "Вы не ждёте"), ("overdue", "Просроченных нет"), ("x", "=Отчёт")):
        assert words in main_words(director.get(f"/assignments?view={view}&after=broken|x"))
    book = load_workbook(BytesIO(director.get("/assignments/workbook?view=mine").data))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[1][1] == "'=Отчёт"
    address = f"/cases/{number_of(top)}/assignments/new"
    assert browser("north.officer").get(address).status_code == 403
    part = {"title": "Часть", "text": "Часть", "due": "2026-06-30", "executor": str(post(cast, "north-1.admin"))}
    late = director.post(address, data=part)
    assert "Не позднее срока поручения, частью которого оно станет: 19 июня" in main_words(late)
    assert director.post(address, data={**part, "due": "2026-06-18"}).status_code == 303
    assert "закрыто 0 из 1 части" in main_words(browser("north.officer").get(f"/cases/{number_of(top)}"))


def test_taking_off_control_asks_why_and_says_it(cast: Cast, browser: Browser) -> None:
    case_id = give(cast)
    number = number_of(case_id)
    director, address = browser("north-1.director"), f"/cases/{number}/remove-from-control"
    assert browser("north-1.admin").post(address, data={"reason": "Не хочу"}).status_code == 403
    assert director.post(address, data={"reason": ""}).status_code == 422
    assert director.post(address, data={"reason": "Отменено приказом"}).status_code == 303
    words = main_words(director.get(f"/cases/{number}"))
    assert "Отменено приказом" in words
    assert "поручение снято с контроля" in words
    assert open_tasks(case_id) == []
    assert director.get(f"/cases/{number_of(start(cast).case_id)}/remove-from-control").status_code == 404
