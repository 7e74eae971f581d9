"""Ask once: the last agreed answer of the same organisation fills what is empty, and says where it comes from."""

from __future__ import annotations

from app.foundation.database import db
from tests.approval_stage import Browser
from tests.cast import Cast
from tests.checked_client import page_of, words_of
from tests.engine.stage import case_row, do, only_task, start


def test_empty_fields_are_filled_from_the_last_agreed_answer_and_marked(cast: Cast, browser: Browser) -> None:
    agreed, refused = start(cast), start(cast)
    do(cast, "north-1.admin", agreed.case_id, subject="Станки", amount=5)
    do(cast, "north.officer", agreed.case_id, outcome="approve")
    do(cast, "north-1.admin", refused.case_id, subject="Отказанное", amount=9)
    do(cast, "north.officer", refused.case_id, outcome="reject", comment="нет")
    assert case_row(refused.case_id).status == "completed"
    task = only_task(start(cast).case_id)
    client, address = browser("north-1.admin"), f"/tasks/{task.id}"
    shown = page_of(client.get(address))
    assert f"в деле {agreed.number}" in words_of(shown.xpath("//main")[0])
    assert shown.xpath("//input[@name='subject']/@value") == [""]  # nothing comes unasked
    typed = {"_ver": str(task.ver), "subject": "Набранное", "amount": "", "_action": "prefill"}
    page = page_of(client.post(address, data=typed))
    assert page.xpath("//input[@name='subject']/@value") == ["Набранное"]
    assert page.xpath("//input[@name='amount']/@value") == ["5"]
    again = page_of(client.get(address))  # kept, and still marked
    words = words_of(again.xpath("//main")[0])
    assert f"Взято из последнего согласованного ответа: дело {agreed.number}" in words
    assert "Проверьте эти поля перед отправкой: Сумма." in words
    client.post(address, data={"_ver": str(task.ver), "subject": "Набранное", "amount": "6", "_action": "later"})
    assert "Взято из последнего" in words_of(page_of(client.get(address)).xpath("//main")[0])


def test_answers_of_another_organisation_are_never_offered(cast: Cast, browser: Browser) -> None:
    agreed = start(cast)
    do(cast, "north-1.admin", agreed.case_id, subject="Станки", amount=5)
    do(cast, "north.officer", agreed.case_id, outcome="approve")
    task = only_task(start(cast, "north-2.admin", school="north-2").case_id)
    client, address = browser("north-2.admin"), f"/tasks/{task.id}"
    assert agreed.number not in client.get(address).get_data(as_text=True)
    page = client.post(address, data={"_ver": str(task.ver), "subject": "", "_action": "prefill"})
    assert "Станки" not in page.get_data(as_text=True)
    db.session.rollback()
