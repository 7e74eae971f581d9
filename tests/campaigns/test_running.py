"""A running campaign: its matrix, who is reminded, what is extended, the workbook."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.campaigns.commands import (
    extend_campaign,
    remind_late,
)
from app.campaigns.queries.standing import Group
from app.engine.models import Case, Job
from app.engine.queries import list_extensions
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import InvalidInput
from tests.approval_stage import Browser
from tests.campaigns.stage import begin, groups, items, work
from tests.cast import Cast
from tests.checked_client import page_of, words_of
from tests.engine.stage import APPROVAL, APPROVAL_TASKS, actor, do, only_task, publish


def reminders() -> list[Job]:
    db.session.rollback()
    jobs = db.session.query(Job).filter_by(kind="mail").order_by(Job.id)
    return [job for job in jobs if job.payload["subject"].startswith("Напоминание: Заявки")]


def test_the_matrix_puts_what_burns_first_and_speaks_in_words(cast: Cast, browser: Browser) -> None:
    campaign_id = begin(cast, "region.officer")
    by_school = {case.organisation_id: case.id for case in db.session.scalars(select(Case))}
    do(cast, "north-1.admin", by_school[cast.id("north-1")], subject="x")
    do(cast, "north.officer", by_school[cast.id("north-1")], outcome="return", comment="Нет сметы")
    do(cast, "south-5.admin", by_school[cast.id("south-5")], subject="x")
    do(cast, "south.officer", by_school[cast.id("south-5")], outcome="approve")
    clock.advance(timedelta(days=9))
    do(cast, "north-1.admin", by_school[cast.id("north-1")], subject="y")
    assert groups(cast, "region.officer", campaign_id) == {"north-2": "late", "north-1": "running", "south-5": "done"}
    client = browser("region.officer")
    page = page_of(client.get(f"/campaigns/{campaign_id}"))
    heads = [words_of(one) for one in page.xpath("//tr[@class='group-row']")]
    assert heads == ["Опаздывают: 1", "В работе: 1", "Сделано: 1"]
    cells = [(one.get("class"), words_of(one)) for one in page.xpath("//td[contains(@class,'cell')]")]
    assert cells[0][0] == "cell cell-stop"
    assert cells[0][1].startswith("просрочено на 1 рабочий день")
    assert ("cell cell-calm", "не начато") in cells
    assert any(kind == "cell cell-go" and "сделано" in word and "круг 2" in word for kind, word in cells)
    number = db.session.get_one(Case, by_school[cast.id("north-2")]).number
    assert f"/cases/{number}" in [unquote(one) for one in page.xpath("//a/@href")]
    assert "Всего: 3; сделано 1" in page.xpath("//*[@class='meter']/@aria-label")[0]
    only = page_of(client.get(f"/campaigns/{campaign_id}?group=late&step=Fill"))
    assert [words_of(one) for one in only.xpath("//tr[@class='group-row']")] == ["Опаздывают: 1"]
    assert len(only.xpath("//th[@scope='col']")) == 2
    south = page_of(client.get(f"/campaigns/{campaign_id}?authority={cast.id('south')}"))
    assert [words_of(one) for one in south.xpath("//tr[@class='group-row']")] == ["Сделано: 1"]


def test_all_late_ones_are_reminded_once_a_day_with_one_letter_each(cast: Cast, browser: Browser) -> None:
    campaign_id = begin(cast)
    clock.advance(timedelta(days=9))
    client = browser("north.officer")
    page = words_of(page_of(client.get(f"/campaigns/{campaign_id}")))
    assert "Напомнить всем опаздывающим: 2" in page
    assert "СОШ № 2" in words_of(page_of(client.get(f"/campaigns/{campaign_id}/remind")))
    assert reminders() == []
    assert client.post(f"/campaigns/{campaign_id}/remind").status_code == 303
    work()
    assert sorted(job.payload["to"] for job in reminders()) == [
        "north-1.admin@example.org",
        "north-2.admin@example.org",
    ]
    assert "Срок был 17 июня 2026" in reminders()[0].payload["text"]
    assert "Последнее общее напоминание: сегодня, 2 организации" in words_of(
        page_of(client.get(f"/campaigns/{campaign_id}"))
    )
    again = remind_late(campaign_id, reminded_by=actor(cast, "north.head"))
    assert again.tasks == {}
    clock.advance(timedelta(hours=25))
    do(cast, "north-1.admin", items(campaign_id)[0].case_id or 0, subject="x")
    assert set(remind_late(campaign_id, reminded_by=actor(cast, "north.head")).tasks) == {
        cast.person("north-2.admin").id
    }
    work()
    assert len(reminders()) == 3


def test_who_is_late_in_many_places_gets_one_letter_and_nobody_is_asked_in_vain(cast: Cast) -> None:
    campaign_id = begin(cast, "region.officer")
    for school in ("north-1", "north-2", "south-5"):
        case_id = next(item.case_id for item in items(campaign_id) if item.organisation_id == cast.id(school))
        do(cast, f"{school}.admin", case_id or 0, subject="x")
    publish(APPROVAL, APPROVAL_TASKS, process="Q", number_prefix="ВТ")
    own = begin(cast, "south.officer", name="Ещё одна", process_key="Q")
    do(cast, "south-5.admin", items(own)[0].case_id or 0, subject="x")
    clock.advance(timedelta(days=20))
    done = remind_late(campaign_id, reminded_by=actor(cast, "region.officer"))
    assert {person: len(tasks) for person, tasks in done.tasks.items()} == {
        cast.person("north.officer").id: 2,
        cast.person("south.officer").id: 1,
    }
    work()
    assert ["2 задачи" in job.payload["text"] for job in reminders()] == [True, False]
    alone = remind_late(own, reminded_by=actor(cast, "south.officer"))  # four eyes: the officer opened that case
    assert (alone.tasks, [one.node.code for one in alone.nobody]) == ({}, ["south-5"])


def test_extending_for_some_keeps_both_days_in_each_case(cast: Cast, browser: Browser) -> None:
    campaign_id = begin(cast, deadline=date(2026, 6, 11))
    clock.advance(timedelta(days=4))
    first, second = items(campaign_id)
    client = browser("north.officer")
    page = page_of(client.get(f"/campaigns/{campaign_id}/extend"))
    assert len(page.xpath("//input[@name='one'][@checked]")) == 2
    wrong = client.post(f"/campaigns/{campaign_id}/extend", data={"one": [], "new_date": "2026-06-01", "reason": ""})
    assert wrong.status_code == 422
    assert "Выберите хотя бы одну организацию" in words_of(page_of(wrong))
    data = {"one": [first.id], "new_date": "30.06.2026", "reason": "Карантин"}
    assert client.post(f"/campaigns/{campaign_id}/extend", data=data).status_code == 303
    task = only_task(first.case_id or 0)
    assert task.legal_date == date(2026, 6, 30)
    assert [(one.old_date, one.reason) for one in list_extensions(task.id)] == [(date(2026, 6, 11), "Карантин")]
    assert only_task(second.case_id or 0).legal_date == date(2026, 6, 11)
    assert [item.last_day for item in items(campaign_id)] == [date(2026, 6, 30), None]
    assert groups(cast, "north.officer", campaign_id) == {"north-2": "late", "north-1": "running"}
    assert "срок продлён до 30 июня" in words_of(page_of(client.get(f"/campaigns/{campaign_id}")))
    number = db.session.get_one(Case, first.case_id or 0).number
    history = words_of(page_of(client.get(f"/cases/{number}")))
    assert "продлён последний день дела: было 11 июня, стало 30 июня" in history
    assert "Карантин" in history
    assert "Общий последний день 30 июня 2026, Заявки 2026" in history
    school = words_of(page_of(browser("north-1.admin").get(f"/tasks/{task.id}")))
    assert "было 11 июня → стало 30 июня" in school
    assert "Общий последний день: Заявки 2026" in school
    with pytest.raises(InvalidInput):
        extend_campaign(
            campaign_id, item_ids=[second.id], new_date=date(2026, 6, 11), reason="x",
            extended_by=actor(cast, "north.officer"),
        )  # fmt: skip


def test_the_workbook_of_the_matrix_holds_no_formula(cast: Cast, browser: Browser) -> None:
    campaign_id = begin(cast, name='=HYPERLINK("http://evil")')
    content = browser("north.officer").get(f"/campaigns/{campaign_id}/matrix.xlsx").data
    sheet = load_workbook(BytesIO(content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == '\'=HYPERLINK("http://evil")'
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert rows[2][:3] == ["Код", "Организация", "Муниципалитет"]
    assert [row[0] for row in rows[3:]] == ["north-1", "north-2"]


def test_a_campaign_until_a_step_is_done_when_the_step_is(cast: Cast) -> None:
    campaign_id = begin(cast, until_element="Fill", deadline=date(2026, 6, 11))
    case_id = items(campaign_id)[0].case_id or 0
    assert only_task(case_id).legal_date == date(2026, 6, 11)
    do(cast, "north-1.admin", case_id, subject="x")
    assert only_task(case_id).legal_date != date(2026, 6, 11)  # the step after it keeps the term of the diagram
    clock.advance(timedelta(days=4))
    assert groups(cast, "north.officer", campaign_id) == {"north-2": "late", "north-1": "done"}


def test_the_order_of_groups_is_the_order_in_which_they_burn() -> None:
    assert [group.value for group in Group] == ["late", "help", "running", "waiting", "done", "ended"]
