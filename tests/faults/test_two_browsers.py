"""Two browsers send a decision on the same task at once, forty times, over real connections to one server."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from app.access.models import Role
from app.audit.models import AuditEntry
from app.engine.models import CaseStatus, Draft, TaskState, UserTask
from app.foundation.database import db
from tests.cast import Cast, make_person
from tests.engine.stage import case_row, differences, do, only_task, publish_approval, start
from tests.faults.browsing import Answer, RealBrowser
from tests.faults.nursery import Nursery

RACES = 40
WORDS = {"approve": "Согласовано", "return": "Возвращено", "reject": "Отклонено"}
Make = Callable[[str, int], RealBrowser]


@pytest.mark.slow
def test_of_two_who_decide_at_once_one_decides_and_the_other_is_told_who_and_when(
    house: Cast, nursery: Nursery, browser: Make
) -> None:
    house.people["second"] = make_person("north.officer-2", "Второй специалист", (Role.MOUO_OFFICER, "north"))
    publish_approval()
    server = nursery.start("server")
    first, second = browser("north.officer", server.port), browser("second", server.port)
    names = {house.person("north.officer").name: first, "Второй специалист": second}
    for number in range(RACES):
        case_id = start(house).case_id
        do(house, "north-1.admin", case_id, subject=f"Заявка {number}")
        task_id = only_task(case_id).id
        db.session.rollback()
        answers = _at_once(task_id, [(first, "approve"), (second, "reject")])
        assert sorted(answer.status for answer in answers) == [303, 409], [answer.status for answer in answers]
        won = 0 if answers[0].status == 303 else 1
        _one_decision(case_id, task_id, list(names)[won])
        _says_who_and_when(answers[1 - won], task_id)


@pytest.mark.slow
def test_a_double_click_of_one_person_decides_once(house: Cast, nursery: Nursery, browser: Make) -> None:
    publish_approval()
    server = nursery.start("server")
    tabs = [browser("north.officer", server.port) for _ in range(2)]
    for number in range(RACES // 8):
        case_id = start(house).case_id
        do(house, "north-1.admin", case_id, subject=f"Заявка {number}")
        task_id = only_task(case_id).id
        db.session.rollback()
        answers = _at_once(task_id, [(tab, "return") for tab in tabs])
        assert sorted(answer.status for answer in answers) == [303, 409]
        _one_decision(case_id, task_id, house.person("north.officer").name)


def _at_once(task_id: int, acts: list[tuple[RealBrowser, str]]) -> list[Answer]:
    """Open the page in every browser, then press all the buttons at one moment."""
    forms = [browser.opened(task_id) for browser, _ in acts]
    found: dict[int, Answer] = {}
    ready = threading.Barrier(len(acts))

    def press(number: int, browser: RealBrowser, outcome: str) -> None:
        posted = {**(forms[number] or {}), "_outcome": outcome, "_comment": f"Текст {number}"}
        ready.wait(20)
        found[number] = browser.post(f"/tasks/{task_id}", posted)

    threads = [threading.Thread(target=press, args=(number, *act)) for number, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(40)
    return [found[number] for number in range(len(acts))]


def _one_decision(case_id: int, task_id: int, winner: str) -> None:
    row = db.session.get_one(UserTask, task_id, populate_existing=True)
    assert (row.state, row.completed_by_name) == (TaskState.COMPLETED, winner)
    entries = db.session.query(AuditEntry).filter_by(stream=f"case:{case_id}", action="complete_task").all()
    assert [entry.person_name for entry in entries if entry.facts["task"] == task_id] == [winner]
    ended = {"approve": CaseStatus.COMPLETED, "reject": CaseStatus.COMPLETED, "return": CaseStatus.RUNNING}
    assert case_row(case_id).status is ended[row.outcome]
    assert differences(case_id) == ()


def _says_who_and_when(page: Answer, task_id: int) -> None:
    """The page of the one who was late names the other, the decision and the time, and keeps what was typed."""
    row = db.session.get_one(UserTask, task_id, populate_existing=True)
    assert row.completed_by_name in page.text
    assert WORDS[row.outcome] in page.text
    assert "Сегодня в " in page.text or "Вчера в " in page.text
    assert "Текст" in page.text
    assert db.session.query(Draft).filter_by(task_id=task_id).count() == 1
