"""Pages about the term of a task: asking, deciding, both days shown, mistakes told at the field."""

from __future__ import annotations

from app.engine.models import Case, UserTask
from app.foundation.database import db
from tests.approval_stage import Browser
from tests.cast import Cast
from tests.checked_client import page_of, words_of
from tests.engine.stage import only_task, start


def main_words(response: object) -> str:
    return words_of(page_of(response).xpath("//main")[0])  # type: ignore[arg-type]


def test_a_request_is_asked_seen_and_granted(cast: Cast, browser: Browser) -> None:
    case_id = start(cast).case_id
    task = only_task(case_id)
    address = f"/tasks/{task.id}/extension"
    doer, officer = browser("north-1.admin"), browser("north.officer")
    assert "Попросить о продлении срока" in main_words(doer.get(f"/tasks/{task.id}"))
    refused = doer.post(f"{address}/ask", data={"day": "2026-06-10", "reason": "Ждём смету"})
    assert refused.status_code == 422
    assert "День должен быть позже нынешнего срока" in main_words(refused)
    assert "Ждём смету" in refused.text  # nothing typed is lost
    assert doer.post(f"{address}/ask", data={"day": "2026-06-30", "reason": "Ждём смету"}).status_code == 303
    assert "Просят продлить до: 30 июня" in main_words(doer.get(f"/tasks/{task.id}"))
    assert "1 просьба о продлении срока" in main_words(officer.get("/tasks"))
    assert "Ждём смету" in main_words(officer.get("/tasks/extensions"))
    page = page_of(officer.get(address))
    (number,) = page.xpath("//input[@name='request']/@value")
    given = {"request": number, "decision": "refuse", "answer": "", "day": "2026-06-30"}
    assert officer.post(f"{address}/decide", data=given).status_code == 422
    assert officer.post(f"{address}/decide", data={**given, "request": "999"}).status_code == 409
    assert doer.post(f"{address}/decide", data={**given, "decision": "grant"}).status_code == 403
    assert officer.post(f"{address}/decide", data={**given, "decision": "grant"}).status_code == 303
    db.session.expire_all()
    assert str(db.session.get_one(UserTask, task.id).legal_date) == "2026-06-30"
    shown = page_of(doer.get(f"/tasks/{task.id}"))
    assert [words_of(one) for one in shown.xpath("//aside//del")] == ["17 июня"]
    assert "30 июня" in words_of(shown.xpath("//aside//ins")[0])
    history = main_words(doer.get(f"/cases/{_number(case_id)}"))
    assert "по просьбе продлён срок задачи «Заполнить заявку»: было 17 июня, стало 30 июня" in history


def test_an_officer_makes_a_term_longer_unasked_and_a_doer_takes_a_request_back(cast: Cast, browser: Browser) -> None:
    task = only_task(start(cast).case_id)
    address = f"/tasks/{task.id}/extension"
    doer, officer = browser("north-1.admin"), browser("north.officer")
    assert doer.post(f"{address}/extend", data={"day": "2026-06-30", "reason": "x"}).status_code == 403
    assert officer.post(f"{address}/extend", data={"day": "", "reason": "x"}).status_code == 422
    assert officer.post(f"{address}/extend", data={"day": "2026-06-30", "reason": "Отпуск"}).status_code == 303
    assert doer.post(f"{address}/ask", data={"day": "2026-07-10", "reason": "Ещё"}).status_code == 303
    assert officer.post(f"{address}/withdraw").status_code == 403
    assert doer.post(f"{address}/withdraw").status_code == 303
    assert "Отозвано" in main_words(doer.get(address))
    for login in ("south.officer", "south-5.admin"):
        assert browser(login).get(address).status_code == 404


def _number(case_id: int) -> str:
    return db.session.get_one(Case, case_id).number
