"""The inbox: what waits, in which order, under which day; the queue and taking; strangers see nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from app.engine.commands import claim_task
from app.engine.models import UserTask
from app.foundation import clock
from app.foundation.database import db
from app.tasks.queries import counts
from tests.approval_stage import Browser
from tests.cast import Cast, make_person
from tests.checked_client import page_of, words_of
from tests.engine.stage import actor, do, only_task, start


def on_day(month: int, day: int) -> Any:
    """Stand at noon of that day of 2026 in Chita."""
    return clock.travel(datetime(2026, month, day, 3, 0, tzinfo=UTC))


def days_of(page: Any) -> dict[str, list[str]]:
    """Return the titles of the tasks under each heading of a day."""
    found: dict[str, list[str]] = {}
    for heading in page.xpath("//h2[contains(@class, 'day')]"):
        rows = heading.xpath("following-sibling::ol[1]/li//h3")
        found[heading.text.strip()] = [words_of(row) for row in rows]
    return found


def test_an_empty_inbox_says_what_will_come(browser: Browser) -> None:
    assert "Все задачи сделаны" in browser("north.officer").get("/tasks").get_data(as_text=True)


def test_tasks_stand_under_the_day_they_burn(cast: Cast, browser: Browser) -> None:
    for month, day in ((5, 25), (6, 2), (6, 3), (6, 8)):
        with on_day(month, day):
            case = start(cast)
            do(cast, "north-1.admin", case.case_id, subject="Станки")
    page = page_of(browser("north.officer").get("/tasks"))
    title = ["Согласовать заявку"]
    assert days_of(page) == {"Просрочено": title, "Сегодня": title, "Завтра": title, "Позже": title}
    assert words_of(page.xpath("//li[@class='task']//b")[0]) == "просрочено на 6 рабочих дней"
    assert words_of(page.xpath("//p[@class='day-off']")[0]) == (
        "Пятница, 12 июня: День России, нерабочий день. Сроки по 14 июня показаны на 11 июня"
    )


def test_the_badge_of_the_bar_counts_in_words(cast: Cast, browser: Browser) -> None:
    start(cast)
    page = page_of(browser("north-1.admin").get("/tasks"))
    (section,) = page.xpath("//nav[@aria-label='Разделы']/a[@aria-current]")
    assert words_of(section) == "Мои задачи 1 : 1 задача"


def test_a_filter_that_finds_nothing_offers_to_clear_it(cast: Cast, browser: Browser) -> None:
    start(cast)
    client = browser("north-1.admin")
    assert "Заполнить заявку" in client.get("/tasks?kind=fill").get_data(as_text=True)
    page = client.get("/tasks?kind=sign").get_data(as_text=True)
    assert "Ничего не найдено" in page
    assert "Сбросить фильтр" in page


def test_search_finds_by_number_and_odd_addresses_do_no_harm(cast: Cast, browser: Browser) -> None:
    case = start(cast)
    client = browser("north-1.admin")
    assert case.number in client.get(f"/tasks?q={case.number}").get_data(as_text=True)
    for query in ("organisation=abc", "kind=none", "after=broken", "process=" + "x" * 5000, "q=%25_'"):
        assert client.get(f"/tasks?{query}").status_code == 200


def test_a_stranger_of_another_municipality_sees_nothing(cast: Cast, browser: Browser) -> None:
    case = start(cast)
    stranger = browser("south-5.admin")
    for address in ("/tasks", "/tasks/queue", "/tasks/done", "/cases"):
        text = stranger.get(address).get_data(as_text=True)
        assert case.number not in text
        assert "Заполнить заявку" not in text
    task = only_task(case.case_id)
    assert stranger.get(f"/tasks/{task.id}").status_code == 404
    assert stranger.post(f"/tasks/{task.id}", data={"_ver": "1"}).status_code == 404
    assert stranger.post(f"/tasks/{task.id}/claim").status_code == 404
    assert stranger.get(f"/cases/{case.number}").status_code == 404
    assert stranger.get(f"/cases/{case.number}/diagram.bpmn").status_code == 404


def test_a_task_is_taken_from_the_queue_and_the_colleague_sees_who_has_it(cast: Cast, browser: Browser) -> None:
    second_admin(cast)
    case = start(cast, "north.officer")
    task = only_task(case.case_id)
    client = browser("north-1.admin")
    page = page_of(client.get("/tasks/queue"))
    assert page.xpath(f"//button[@name='one'][@value='{task.id}']")
    response = client.post("/tasks/queue", data={"one": str(task.id)})
    assert response.status_code == 303
    assert "Взята 1 задача." in client.get(response.headers["Location"]).get_data(as_text=True)
    db.session.expire_all()
    assert db.session.get_one(UserTask, task.id).assignee_id == cast.person("north-1.admin").id
    other = browser("north-1.second").get("/tasks/queue").get_data(as_text=True)
    assert "Взял: Школьный администратор" in other


def test_looking_at_a_task_does_not_take_it(cast: Cast, browser: Browser) -> None:
    task = only_task(start(cast).case_id)
    browser("north-1.admin").get(f"/tasks/{task.id}")
    db.session.expire_all()
    assert db.session.get_one(UserTask, task.id).assignee_id is None


def test_taking_several_tells_of_those_a_colleague_took_first(cast: Cast, browser: Browser) -> None:
    second_admin(cast)
    first, second = (only_task(start(cast, "north.officer").case_id) for _ in range(2))
    claim_task(first.id, claimed_by=actor(cast, "north-1.second"))
    client = browser("north-1.admin")
    response = client.post("/tasks/queue", data={"task": [str(first.id), str(second.id), "x"]})
    text = client.get(response.headers["Location"]).get_data(as_text=True)
    assert "Взята 1 задача." in text
    assert "2 задачи не взяты" in text


def test_a_taken_task_goes_back_to_the_queue(cast: Cast, browser: Browser) -> None:
    second_admin(cast)
    task = only_task(start(cast, "north.officer").case_id)
    client = browser("north-1.admin")
    client.post(f"/tasks/{task.id}/claim")
    assert client.post(f"/tasks/{task.id}/release").status_code == 303
    db.session.expire_all()
    assert db.session.get_one(UserTask, task.id).assignee_id is None


def test_what_was_done_is_listed_with_the_latest_first(cast: Cast, browser: Browser) -> None:
    case = start(cast)
    do(cast, "north-1.admin", case.case_id, subject="Станки")
    page = page_of(browser("north-1.admin").get("/tasks/done"))
    assert days_of(page) == {"Сегодня": ["Заполнить заявку"]}


def test_more_tasks_than_a_page_go_on_without_doubles(cast: Cast, browser: Browser) -> None:
    numbers = {start(cast).number for _ in range(34)}
    client = browser("north-1.admin")
    seen: list[str] = []
    address = "/tasks"
    for _ in range(3):
        page = page_of(client.get(address))
        seen += [number for number in numbers if number in words_of(page.xpath("//main")[0])]
        link = page.xpath("//p[@class='more']/a/@href")
        if not link:
            break
        address = link[0]
    assert sorted(seen) == sorted(numbers)


def second_admin(cast: Cast) -> None:
    """Give the school a second administrator, so that its tasks wait in a queue."""
    from app.access.models import Role

    cast.people["north-1.second"] = make_person(
        "north-1.second", "Второй администратор, СОШ № 1", (Role.SCHOOL_ADMIN, "north-1")
    )


def test_a_page_counts_its_tasks_once(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bar and the tabs show the same numbers."""
    asked: list[int] = []
    count = counts.count_open_tasks
    monkeypatch.setattr(counts, "count_open_tasks", lambda viewer: asked.append(viewer.person_id) or count(viewer))
    client = browser("north-1.admin")
    for number in (1, 2):
        assert client.get("/tasks").status_code == 200
        assert len(asked) == number
