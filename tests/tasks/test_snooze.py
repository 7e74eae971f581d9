"""Tasks put off till a day: out of one's own list, back by themselves, never hidden once overdue."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.engine.queries import InboxFilter, Tab, count_open_tasks, list_open_tasks
from app.engine.queries.snoozed import snoozed_until
from app.foundation import clock
from app.foundation.database import db
from tests.approval_stage import Browser
from tests.cast import Cast
from tests.checked_client import page_of, words_of
from tests.engine.stage import do, only_task, start

OFFICER = "north.officer"


def waiting(cast: Cast) -> Any:
    """Return a task of the officer whose term is 17 June."""
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="Станки")
    return only_task(case_id)


def on(day: int) -> Any:
    return clock.travel(datetime(2026, 6, day, 3, 0, tzinfo=UTC))


def listed(cast: Cast, tab: Tab = Tab.MINE) -> list[int]:
    db.session.rollback()
    return [row.task_id for row in list_open_tasks(cast.viewer(OFFICER), InboxFilter(tab=tab)).rows]


def test_it_leaves_the_list_and_comes_back_by_itself(cast: Cast, browser: Browser) -> None:
    task = waiting(cast)
    client = browser(OFFICER)
    assert f"/tasks/{task.id}/snooze" in client.get(f"/tasks/{task.id}").get_data(as_text=True)
    page = page_of(client.get(f"/tasks/{task.id}/snooze"))
    assert page.xpath("//button[@name='until']/@value")[0] == "2026-06-10"
    assert client.post(f"/tasks/{task.id}/snooze", data={"until": "2026-06-15"}).status_code == 303
    assert listed(cast) == []
    assert count_open_tasks(cast.viewer(OFFICER)).mine == 0
    assert listed(cast, Tab.SNOOZED) == [task.id]
    assert snoozed_until(cast.viewer(OFFICER)) == (date(2026, 6, 15),)
    shown = client.get("/tasks/snoozed")
    assert "Отложена до 15 июня" in words_of(page_of(shown))
    assert "Вы отложили её до 15 июня 2026 года" in client.get(f"/tasks/{task.id}").get_data(as_text=True)
    with on(14):
        assert listed(cast) == []
    with on(15):
        assert listed(cast) == [task.id]
        assert listed(cast, Tab.SNOOZED) == []


def test_an_overdue_task_is_shown_and_says_that_it_was_put_off(cast: Cast, browser: Browser) -> None:
    task = waiting(cast)
    client = browser(OFFICER)
    last = task.legal_date
    client.post(f"/tasks/{task.id}/snooze", data={"until": last.isoformat()})
    db.session.rollback()
    db.session.expire_all()
    row = only_task(task.case_id)
    row.legal_date, row.due_at = date(2026, 6, 8), datetime(2026, 6, 8, 15, tzinfo=UTC)
    db.session.commit()
    assert listed(cast) == [task.id]
    assert "но срок прошёл" in words_of(page_of(client.get("/tasks")))
    assert listed(cast, Tab.SNOOZED) == []
    assert client.get(f"/tasks/{task.id}/snooze").status_code == 403


@pytest.mark.parametrize(
    ("until", "told"),
    [
        ("", "напишите, когда"),
        ("2026-06-09", "позже сегодняшнего"),
        ("2026-12-01", "не позднее срока"),
        ("x", "напишите"),
    ],
)
def test_impossible_days_are_refused_beside_the_field(cast: Cast, browser: Browser, until: str, told: str) -> None:
    task = waiting(cast)
    answer = browser(OFFICER).post(f"/tasks/{task.id}/snooze", data={"until": until})
    assert answer.status_code == 422
    assert told in answer.get_data(as_text=True)
    assert listed(cast) == [task.id]


def test_it_can_be_taken_back_and_is_nobody_elses(cast: Cast, browser: Browser) -> None:
    task = waiting(cast)
    client = browser(OFFICER)
    client.post(f"/tasks/{task.id}/snooze", data={"until": "2026-06-15"})
    assert browser("north.head").get(f"/tasks/{task.id}/snooze").status_code == 403
    assert browser("south.officer").post(f"/tasks/{task.id}/snooze", data={"until": "2026-06-15"}).status_code == 404
    assert browser("south.officer").post(f"/tasks/{task.id}/wake").status_code == 404
    assert browser("north.head").post(f"/tasks/{task.id}/wake").status_code == 403
    assert client.post(f"/tasks/{task.id}/wake").status_code == 303
    assert listed(cast) == [task.id]
