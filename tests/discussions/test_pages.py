"""Pages of discussions as people see them, without script."""

from __future__ import annotations

from app.engine.models import Case
from app.foundation.database import db
from tests.approval_stage import Browser
from tests.cast import Cast
from tests.checked_client import page_of, words_of
from tests.engine.stage import do, start


def main_words(response: object) -> str:
    return words_of(page_of(response).xpath("//main")[0])  # type: ignore[arg-type]


def test_people_are_found_without_losing_the_text_and_named(cast: Cast, browser: Browser) -> None:
    case_id = start(cast).case_id
    number = db.session.get_one(Case, case_id).number
    address = f"/cases/{number}/discussion"
    officer = browser("north.officer")
    found = officer.post(address, data={"text": "Гляньте <b>", "sought": "Эксперт", "action": "find"})
    assert "Гляньте &lt;b&gt;" in found.text
    expert = cast.person("north.expert")
    assert page_of(found).xpath(f"//input[@name='named'][@value='{expert.id}']")
    assert browser("north.expert").get(address).status_code == 404
    refused = officer.post(address, data={"text": "", "named": str(expert.id), "action": "say"})
    assert refused.status_code == 422
    assert "Напишите, что вы хотите сказать" in main_words(refused)
    assert officer.post(address, data={"text": "Гляньте", "named": str(expert.id), "action": "say"}).status_code == 303
    page = main_words(browser("north.expert").get(f"/cases/{number}"))
    assert "Гляньте" in page
    assert "Могут читать только это дело" in page
    stranger = {"text": "x", "named": str(cast.person("south.officer").id), "action": "say"}
    assert officer.post(address, data=stranger).status_code == 422
    assert (
        browser("north.expert").post(f"/cases/{number}/readers/revoke", data={"reader": expert.id}).status_code == 403
    )
    assert officer.post(f"/cases/{number}/readers/revoke", data={"reader": expert.id}).status_code == 303
    assert browser("north.expert").get(address).status_code == 404


def test_a_question_stands_above_the_inbox_until_it_is_answered(cast: Cast, browser: Browser) -> None:
    case_id = start(cast).case_id
    number = db.session.get_one(Case, case_id).number
    do(cast, "north-1.admin", case_id, subject="Станки")
    officer, admin = browser("north.officer"), browser("north-1.admin")
    asked = str(cast.person("north-1.admin").id)
    page = page_of(officer.get(f"/cases/{number}/discussion"))
    assert page.xpath("//select[@name='asked']/option[@selected]/@value") == [asked]  # the author is offered first
    said = {"text": "Сколько станков?", "asked": asked, "action": "ask"}
    assert officer.post(f"/cases/{number}/discussion", data={**said, "asked": ""}).status_code == 422
    assert officer.post(f"/cases/{number}/discussion", data=said).status_code == 303
    assert "1 вопрос ждёт вашего ответа" in main_words(admin.get("/tasks"))
    (href,) = page_of(admin.get("/questions")).xpath("//a[starts-with(@href, '/comments/')]/@href")
    assert "Вы ждёте ответа" in main_words(officer.get("/questions"))
    assert officer.post(href, data={"text": "Сам"}).status_code == 403
    assert admin.post(href, data={"text": ""}).status_code == 422
    assert admin.post(href, data={"text": "Три"}).status_code == 303
    assert "ответ получен" in main_words(officer.get(f"/cases/{number}"))
    assert "ждёт вашего ответа" not in main_words(admin.get("/tasks"))
    assert admin.post(href, data={"text": "Четыре"}).status_code == 409


def test_a_comment_is_changed_and_deleted_on_the_page(cast: Cast, browser: Browser) -> None:
    number = db.session.get_one(Case, start(cast).case_id).number
    admin = browser("north-1.admin")
    admin.post(f"/cases/{number}/discussion", data={"text": "Первый https://edu.gov.ru", "action": "say"})
    page = page_of(admin.get(f"/cases/{number}"))
    assert page.xpath("//article//a[@rel='noopener noreferrer nofollow']/@href") == ["https://edu.gov.ru"]
    (change,) = page.xpath("//a[contains(@href, '/change')]/@href")
    assert admin.post(change, data={"text": ""}).status_code == 422
    assert admin.post(change, data={"text": "Второй"}).status_code == 303
    assert "Прежний текст Первый" in main_words(admin.get(f"/cases/{number}"))
    assert browser("north-1.director").post(change, data={"text": "Чужой"}).status_code == 403
    assert admin.post(change.replace("/change", "/delete")).status_code == 303
    assert "Удалено автором" in main_words(admin.get(f"/cases/{number}"))
