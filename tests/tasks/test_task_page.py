"""The page of a task: what it says, what it keeps, what it refuses, and what a decision does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.access.models import Role
from app.audit.models import AuditEntry
from app.engine.commands import assign_task, claim_task
from app.engine.models import Case, Draft, TaskState, UserTask
from app.foundation import clock
from app.foundation.database import db
from app.processes.queries.live import live_version
from tests.approval_stage import Browser
from tests.cast import Cast, make_person
from tests.checked_client import page_of, words_of
from tests.engine.stage import APPROVAL, APPROVAL_TASKS, actor, do, only_task, person_task, publish, start


@pytest.fixture
def filling(cast: Cast) -> UserTask:
    """A task of the school: to fill in the request."""
    return only_task(start(cast).case_id)


@pytest.fixture
def deciding(cast: Cast, filling: UserTask) -> UserTask:
    """The task of the municipality that follows it."""
    do(cast, "north-1.admin", filling.case_id, subject="Станки")
    return only_task(filling.case_id)


def answers(task: UserTask, **more: str) -> dict[str, str]:
    """Return what the browser posts for a filled-in request."""
    return {"_ver": str(task.ver), "subject": "Станки", "amount": "5", "wanted_on": "01.09.2026", **more}


def decision(task: UserTask, outcome: str, comment: str = "") -> dict[str, str]:
    """Return what the browser posts for a decision."""
    return {"_ver": str(task.ver), "remark": "", "_outcome": outcome, "_comment": comment}


def state_of(task: UserTask) -> TaskState:
    """Return how the task stands in the database now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(UserTask, task.id).state


def main_words(response: object) -> str:
    """Return the words of the main part of a page."""
    return words_of(page_of(response).xpath("//main")[0])  # type: ignore[arg-type]


def test_a_contradiction_of_the_documents_is_told_where_it_matters(cast: Cast, browser: Browser) -> None:
    told = "Лицензия напечатана позже открытия. | Противоречие X2: строки 34-36"
    tasks = {**APPROVAL_TASKS, "Fill": person_task("school_admin@school", kind="fill", hint=told)}
    publish(APPROVAL, tasks, process="H", number_prefix="ПР")
    started = start(cast, process="H")
    page = page_of(browser("north-1.admin").get(f"/tasks/{only_task(started.case_id).id}"))
    (note,) = page.xpath("//main//div[contains(@class, 'note-warn')][contains(., 'Где документы')]")
    assert words_of(note) == (
        "Где документы расходятся Лицензия напечатана позже открытия. Противоречие X2: строки 34-36"
    )
    process = page_of(browser("north-1.admin").get("/processes/H/1"))
    assert "Где документы расходятся" in words_of(process.xpath("//aside")[0])
    do(cast, "north-1.admin", started.case_id, subject="Станки")
    other = page_of(browser("north.officer").get(f"/tasks/{only_task(started.case_id).id}"))
    assert "Где документы расходятся" not in words_of(other.xpath("//main")[0])


def test_the_page_answers_before_it_is_asked(filling: UserTask, browser: Browser) -> None:
    page = page_of(browser("north-1.admin").get(f"/tasks/{filling.id}"))
    side = words_of(page.xpath("//aside")[0])
    assert "Почему это моя задача Ваша должность: школьный администратор, СОШ № 1." in side
    assert "Не позднее 17 июня 2026 года включительно. Ещё 5 рабочих дней." in side
    assert "5 рабочих дней; задача открыта 9 июня." in side
    assert "Что будет дальше Согласовать заявку" in side
    assert words_of(page.xpath("//h1")[0]) == "Заполнить заявку"


def test_a_filled_in_task_goes_on_and_the_case_page_says_where(filling: UserTask, browser: Browser) -> None:
    client = browser("north-1.admin")
    response = client.post(f"/tasks/{filling.id}", data=answers(filling))
    assert response.status_code == 303
    page = main_words(client.get(response.headers["Location"]))
    assert "Сделано: «Заполнить заявку»." in page
    assert "Сейчас Согласовать заявку: специалист" in page
    db.session.rollback()
    db.session.expire_all()
    assert db.session.get_one(UserTask, filling.id).answers["subject"] == "Станки"


def test_what_cannot_be_accepted_comes_back_with_everything_typed(filling: UserTask, browser: Browser) -> None:
    wrong = answers(filling, amount="много", subject="Три станка")
    response = browser("north-1.admin").post(f"/tasks/{filling.id}", data=wrong)
    assert response.status_code == 422
    page = page_of(response)
    summary = page.xpath("//div[@class='errors']")[0]
    assert "Не отправлено: исправьте 1 место" in words_of(summary)
    target = summary.xpath(".//a/@href")[0][1:]
    assert page.xpath(f"//*[@id='{target}'][@aria-invalid='true']")
    assert page.xpath("//input[@name='subject']/@value") == ["Три станка"]
    assert page.xpath("//title/text()")[0].startswith("Ошибка: ")
    assert state_of(filling) is TaskState.OPEN


def test_a_draft_is_kept_and_shown_again(filling: UserTask, browser: Browser) -> None:
    client = browser("north-1.admin")
    data = answers(filling, subject="Полстанка", amount="не число", _action="save")
    response = client.post(f"/tasks/{filling.id}", data=data, headers={"Accept": "application/json"})
    assert response.get_json() == {"saved": "Сохранено в 12:00"}
    page = page_of(client.get(f"/tasks/{filling.id}"))
    assert page.xpath("//input[@name='subject']/@value") == ["Полстанка"]
    assert page.xpath("//input[@name='amount']/@value") == ["не число"]
    assert "Сохранено сегодня в 12:00" in words_of(page.xpath("//main")[0])
    assert "Черновик сохранён сегодня в 12:00" in client.get("/tasks").get_data(as_text=True)


def test_save_and_leave_works_without_script(filling: UserTask, browser: Browser) -> None:
    client = browser("north-1.admin")
    response = client.post(f"/tasks/{filling.id}", data=answers(filling, _action="later"))
    assert (response.status_code, response.headers["Location"]) == (303, "/tasks")
    assert state_of(filling) is TaskState.OPEN


def test_a_draft_belongs_to_its_author(filling: UserTask, browser: Browser) -> None:
    client = browser("north-1.admin")
    client.post(f"/tasks/{filling.id}", data=answers(filling, subject="Моя тайна", _action="later"))
    assert "Моя тайна" not in browser("north-1.director").get(f"/tasks/{filling.id}").get_data(as_text=True)


def test_made_up_fields_are_refused_and_recorded(filling: UserTask, browser: Browser) -> None:
    response = browser("north-1.admin").post(f"/tasks/{filling.id}", data=answers(filling, approved="true"))
    assert response.status_code == 400
    assert state_of(filling) is TaskState.OPEN
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "refused_fields")).one()
    assert entry.facts == {"task_id": filling.id, "fields": ["approved"]}


def test_a_made_up_row_action_is_refused(filling: UserTask, browser: Browser) -> None:
    client = browser("north-1.admin")
    assert client.post(f"/tasks/{filling.id}", data=answers(filling, _press="add:nothing")).status_code == 400


def test_the_second_of_two_is_told_who_was_faster_and_gets_the_text_back(
    cast: Cast, filling: UserTask, browser: Browser
) -> None:
    client = browser("north-1.admin")
    client.get(f"/tasks/{filling.id}")
    do(cast, "north-1.admin", filling.case_id, subject="Станки")
    response = client.post(
        f"/tasks/{filling.id}", data=answers(filling, subject="Мой длинный ответ", _comment="Пояснение")
    )
    assert response.status_code == 409
    page = main_words(response)
    assert "Задача уже выполнена: Школьный администратор, СОШ № 1" in page
    assert "Сегодня в 12:00." in page
    assert "Пояснение" in page
    db.session.rollback()
    kept = db.session.scalars(select(Draft).where(Draft.task_id == filling.id)).one()
    assert "Мой длинный ответ" in str(kept.raw)


def test_a_double_click_decides_once(deciding: UserTask, browser: Browser) -> None:
    client = browser("north.officer")
    data = decision(deciding, "approve")
    assert [client.post(f"/tasks/{deciding.id}", data=data).status_code for _ in range(2)] == [303, 409]


def test_a_decision_needs_to_be_chosen(deciding: UserTask, browser: Browser) -> None:
    response = browser("north.officer").post(f"/tasks/{deciding.id}", data=decision(deciding, ""))
    assert response.status_code == 422
    assert "Выберите решение" in main_words(response)


@pytest.mark.parametrize("outcome", ["return", "reject"])
def test_sending_back_needs_words(deciding: UserTask, browser: Browser, outcome: str) -> None:
    client = browser("north.officer")
    response = client.post(f"/tasks/{deciding.id}", data=decision(deciding, outcome, "  "))
    assert response.status_code == 422
    page = page_of(response)
    assert page.xpath("//textarea[@id='comment'][@aria-invalid='true'][@aria-describedby='comment-e']")
    assert "Напишите, что исправить и почему" in words_of(page.xpath("//main")[0])
    assert state_of(deciding) is TaskState.OPEN


def test_each_button_says_what_it_will_do(deciding: UserTask, browser: Browser) -> None:
    page = page_of(browser("north.officer").get(f"/tasks/{deciding.id}"))
    said = {
        words_of(button): words_of(page.xpath(f"//*[@id='{button.get('aria-describedby')}']")[0])
        for button in page.xpath("//button[@name='_outcome']")
    }
    assert list(said) == ["Согласовать", "Согласовать с замечаниями", "Вернуть на доработку", "Отклонить"]
    assert said["Согласовать"].startswith("Дело закончится")
    assert "Вернётся на шаг «Заполнить заявку»" in said["Вернуть на доработку"]


def test_what_was_sent_back_is_answered_and_the_next_round_shows_what_changed(
    cast: Cast, deciding: UserTask, browser: Browser
) -> None:
    officer, admin = browser("north.officer"), browser("north-1.admin")
    officer.post(f"/tasks/{deciding.id}", data=decision(deciding, "return", "Слишком дорого"))
    rework = only_task(deciding.case_id)
    page = main_words(admin.get(f"/tasks/{rework.id}"))
    assert "Возвращено на доработку Слишком дорого" in page
    assert "Круг 2" in page
    admin.post(f"/tasks/{rework.id}", data=answers(rework, subject="Один станок"))
    again = only_task(deciding.case_id)
    page = main_words(officer.get(f"/tasks/{again.id}"))
    assert "В прошлом круге: возвращено Слишком дорого" in page
    assert "Что изменилось после вашего решения" in page
    assert "Предмет было Станки → стало Один станок" in page


def test_the_one_who_opened_the_case_does_not_decide_on_it(cast: Cast, browser: Browser) -> None:
    task = only_task(start(cast, "north.officer").case_id)
    do(cast, "north-1.admin", task.case_id, subject="Станки")
    task = only_task(task.case_id)
    client = browser("north.officer")
    page = page_of(client.get(f"/tasks/{task.id}"))
    assert "Дело открыли вы" in words_of(page.xpath("//main")[0])
    assert not page.xpath("//button[@name='_outcome']")
    response = client.post(f"/tasks/{task.id}", data=decision(task, "approve"))
    assert response.status_code == 403
    assert state_of(task) is TaskState.OPEN


def test_those_who_only_see_the_case_may_look_but_not_answer(filling: UserTask, browser: Browser) -> None:
    client = browser("north.head")
    page = page_of(client.get(f"/tasks/{filling.id}"))
    assert "Посмотреть можно, ответить нельзя" in words_of(page.xpath("//main")[0])
    assert client.post(f"/tasks/{filling.id}", data=answers(filling)).status_code == 403


def test_a_done_task_shows_its_stamp(deciding: UserTask, browser: Browser) -> None:
    client = browser("north.officer")
    client.post(f"/tasks/{deciding.id}", data=decision(deciding, "approve", "Хорошо"))
    page = page_of(client.get(f"/tasks/{deciding.id}"))
    (stamp,) = page.xpath("//span[contains(@class, 'stamp-go')]")
    assert words_of(stamp) == "Согласовано Специалист комитета, Северный район 9 июня 2026, 12:00"
    assert not page.xpath("//form[@id='answer']")


def test_the_form_of_the_version_of_the_case_is_shown(filling: UserTask, browser: Browser) -> None:
    case = db.session.get_one(Case, filling.case_id)
    assert "request" in live_version(case.version_id).forms
    labels = page_of(browser("north-1.admin").get(f"/tasks/{filling.id}")).xpath("//label/text()")
    assert {"Предмет", "Сумма", "Когда"} <= {label.strip() for label in labels}


def test_a_task_that_is_not_there_is_not_found(browser: Browser) -> None:
    client: FlaskClient = browser("north-1.admin")
    assert client.get("/tasks/99999").status_code == 404
    assert client.get("/tasks/abc").status_code == 404


def test_two_pages_of_one_task_do_not_write_over_each_other(filling: UserTask, browser: Browser) -> None:
    client, address = browser("north-1.admin"), f"/tasks/{filling.id}"
    moment = clock.now()

    def tab_at(minutes: int) -> str:
        with clock.travel(moment + timedelta(minutes=minutes)):
            return str(page_of(client.get(address)).xpath("//input[@name='_tab']/@value")[0])

    def keep(minutes: int, tab: str, subject: str, accept: str = "application/json") -> TestResponse:
        sent = answers(filling, _action="save", _tab=tab, subject=subject)
        with clock.travel(moment + timedelta(minutes=minutes)):
            return client.post(address, data=sent, headers={"Accept": accept})

    first, second = tab_at(0), tab_at(1)
    assert keep(2, first, "первая").status_code == 200
    assert keep(3, first, "первая ещё").status_code == 200  # one page writes as often as it likes
    refused = keep(4, second, "вторая")
    assert (refused.status_code, "на другой странице" in refused.get_json()["unsaved"]) == (409, True)
    page = keep(5, second, "вторая", "text/html")
    assert page.status_code == 409
    drawn = page_of(page)
    assert drawn.xpath("//input[@name='subject']/@value") == ["вторая"]  # what was typed is still there
    (line,) = drawn.xpath("//section[@aria-labelledby='elsewhere']//tbody/tr")
    assert words_of(line) == "Предмет первая ещё вторая"  # and what the other page has kept stands beside it
    assert keep(6, drawn.xpath("//input[@name='_tab']/@value")[0], "вторая").status_code == 200
    assert page_of(client.get(address)).xpath("//input[@name='subject']/@value") == ["вторая"]


def test_a_draft_goes_with_the_task_to_who_gets_it(cast: Cast, browser: Browser) -> None:
    case = start(cast, "north.officer", school="north-1")
    task = only_task(case.case_id)
    second = make_person("second", "Второй администратор", (Role.SCHOOL_ADMIN, "north-1"))
    claim_task(task.id, claimed_by=actor(cast, "north-1.admin"))
    first = browser("north-1.admin")
    sent = answers(only_task(case.case_id), _action="save", subject="наполовину")
    assert first.post(f"/tasks/{task.id}", data=sent, headers={"Accept": "application/json"}).status_code == 200
    assign_task(task.id, person_id=second.id, assigned_by=actor(cast, "north-1.director"))
    cast.people["second"] = second
    page = page_of(browser("second").get(f"/tasks/{task.id}"))
    assert page.xpath("//input[@name='subject']/@value") == ["наполовину"]
