"""Remarks on the pages: marked, answered, judged beside the old and the new value; the summary as page and document."""

from __future__ import annotations

from io import BytesIO

import pytest
from docx import Document

from app.engine.models import UserTask
from tests.approval_stage import Browser
from tests.cast import Cast
from tests.checked_client import page_of, words_of
from tests.engine.stage import do, only_task, start


def main_words(response: object) -> str:
    return words_of(page_of(response).xpath("//main")[0])  # type: ignore[arg-type]


@pytest.fixture
def deciding(cast: Cast) -> UserTask:
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="Станки", amount=5)
    return only_task(case_id)


def test_three_remarks_are_answered_and_the_second_round_shows_the_changes_alone(
    cast: Cast, deciding: UserTask, browser: Browser
) -> None:
    officer, admin = browser("north.officer"), browser("north-1.admin")
    address = f"/tasks/{deciding.id}"
    page = page_of(officer.get(address))
    targets = page.xpath("//select[@name='_rt-0']/option/@value")
    assert targets == ["whole", "field-subject", "field-amount"]
    sent = {"_ver": str(deciding.ver), "remark": "", "_rt-0": "field-amount", "_rx-0": "Слишком много"}
    drawn = page_of(officer.post(address, data={**sent, "_action": "redraw"}))
    assert drawn.xpath("//textarea[@name='_rx-0']")[0].text.strip() == "Слишком много"
    assert drawn.xpath("//select[@name='_rt-1']")
    more = {"_rt-1": "whole", "_rx-1": "Нет расчёта", "_locks": "yes", "_comment": ""}
    refused = officer.post(address, data={**sent, **more, "_outcome": "approve"})
    assert refused.status_code == 422
    assert "Вы написали новые замечания" in main_words(refused)
    del more["_rt-1"], more["_rx-1"]
    assert officer.post(address, data={**sent, **more, "_outcome": "return"}).status_code == 303

    task = only_task(deciding.case_id)
    rework = page_of(admin.get(f"/tasks/{task.id}"))
    assert "Слишком много" in words_of(rework.xpath("//main")[0])
    assert rework.xpath("//input[@name='amount']")
    assert not rework.xpath("//input[@name='subject']")  # not marked: shown, not open
    filled = {"_ver": str(task.ver), "amount": "3"}
    missing = admin.post(f"/tasks/{task.id}", data=filled)
    assert missing.status_code == 422
    assert "Замечание 1: укажите" in main_words(missing)
    (name,) = set(rework.xpath("//input[@type='radio']/@name"))
    number = name.rpartition("-")[2]
    kept = admin.post(f"/tasks/{task.id}", data={**filled, name: "accepted", f"_rw-{number}": "Уменьшили"})
    assert kept.status_code == 303

    second = only_task(deciding.case_id)
    shown = main_words(officer.get(f"/tasks/{second.id}"))
    assert "Ваши замечания и ответы" in shown
    assert "Уменьшили" in shown
    assert "было 5 → стало 3" in shown
    last = {"_ver": str(second.ver), "remark": "", "_outcome": "approve", "_comment": ""}
    unjudged = officer.post(f"/tasks/{second.id}", data=last)
    assert "Замечание 1: снимите" in main_words(unjudged)
    assert officer.post(f"/tasks/{second.id}", data={**last, f"_rv-{number}": "close"}).status_code == 303

    case = f"/cases/{deciding_number(deciding)}"
    assert "1 замечание с ответом" in main_words(admin.get(case))
    summary = main_words(admin.get(f"{case}/remarks"))
    assert "1. Сумма снято" in summary
    document = Document(BytesIO(admin.get(f"{case}/remarks.docx").get_data()))
    cells = [cell.text for cell in document.tables[0].rows[1].cells]
    assert cells[0] == "1"
    assert "Уменьшили" in cells[3]
    assert browser("south-5.admin").get(f"{case}/remarks").status_code == 404
    assert browser("south-5.admin").get(f"{case}/remarks.docx").status_code == 404


def deciding_number(task: UserTask) -> str:
    from tests.engine.stage import case_row

    return case_row(task.case_id).number
