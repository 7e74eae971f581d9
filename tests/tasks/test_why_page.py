"""The page that explains a task: whose, until when and why then, what follows, whom to ask; strangers see nothing."""

from __future__ import annotations

from typing import Any

from app.engine.commands import delegate_task
from tests.approval_stage import Browser
from tests.cast import Cast
from tests.checked_client import page_of, words_of
from tests.engine.stage import APPROVAL, APPROVAL_TASKS, actor, do, only_task, person_task, publish, start


def panel(page: Any, key: str) -> str:
    """Return the words of one panel."""
    return words_of(page.xpath(f"//section[@aria-labelledby='{key}']")[0])


def test_it_says_why_mine_why_then_what_next_and_whom_to_ask(cast: Cast, browser: Browser) -> None:
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="Станки")
    task = only_task(case_id)
    client = browser("north.officer")
    assert f"/tasks/{task.id}/why" in client.get(f"/tasks/{task.id}").get_data(as_text=True)
    page = page_of(client.get(f"/tasks/{task.id}/why"))
    mine = panel(page, "w-mine")
    assert "Ваша должность: специалист МОУО, Северный район" in mine
    assert "в этом деле это Комитет образования Северного района" in mine
    term = panel(page, "w-term")
    assert "День открытия, 9 июня, не считается" in term
    assert "Пятница, 12 июня: День России" in term
    answers = panel(page, "w-next")
    assert "Вернуть на доработку" in answers
    assert "Заполнить заявку" in answers
    assert "Сегодня это: Школьный администратор, СОШ № 1" in answers
    asked = panel(page, "w-ask")
    assert "Начальник комитета, Северный район" in asked
    assert "Владелец процесса, Министерство" in asked
    assert "Специалист комитета" not in asked, "nobody is sent to themselves"


def test_others_read_whose_task_it_is_and_strangers_nothing(cast: Cast, browser: Browser) -> None:
    case_id = start(cast).case_id
    task = only_task(case_id)
    page = page_of(browser("north.head").get(f"/tasks/{task.id}/why"))
    assert words_of(page.xpath("//h1")[0]) == "Чья это задача"
    assert "выполняют её другие" in panel(page, "w-mine")
    assert "Школьный администратор, СОШ № 1" in panel(page, "w-ask")
    assert browser("south.officer").get(f"/tasks/{task.id}/why").status_code == 404
    do(cast, "north-1.admin", case_id, subject="x")
    assert "Задача выполнена" in panel(page_of(browser("north-1.admin").get(f"/tasks/{task.id}/why")), "w-mine")


def test_a_delegated_task_names_who_gave_it_and_one_without_a_term_says_so(cast: Cast, browser: Browser) -> None:
    publish(APPROVAL, {**APPROVAL_TASKS, "Agree": person_task("mouo_officer@mouo", form="remarks", kind="agree")})
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="x")
    task = only_task(case_id)
    expert = cast.person("north.expert").id
    by = actor(cast, "north.officer")
    delegate_task(task.id, person_id=expert, mode="return", comment="Подготовьте отзыв", delegated_by=by)
    page = page_of(browser("north.expert").get(f"/tasks/{task.id}/why"))
    assert "Специалист комитета, Северный район" in panel(page, "w-mine")
    assert "подготовить ответ и вернуть" in panel(page, "w-mine")
    assert "У этого шага нет срока" in panel(page, "w-term")
