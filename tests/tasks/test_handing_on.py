"""Pages of substitution, of delegating one task, and of handing everything over when somebody leaves."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.engine.commands import claim_task
from app.engine.models import Job, UserTask
from app.foundation import clock
from app.foundation.database import db
from app.notifications.queries.letters import letters_of
from app.organisation.models import Membership
from app.organisation.queries import holders
from tests.approval_stage import Browser
from tests.cast import ZONE, Cast
from tests.checked_client import page_of, words_of
from tests.engine.stage import actor, do, only_task, start
from tests.engine.test_substitution import away


@pytest.fixture
def deciding(cast: Cast) -> UserTask:
    """A task of the officer of the north."""
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="Станки")
    return only_task(case_id)


def main_words(response: object) -> str:
    return words_of(page_of(response).xpath("//main")[0])  # type: ignore[arg-type]


def test_a_deputy_signs_and_everybody_reads_for_whom(cast: Cast, deciding: UserTask, browser: Browser) -> None:
    away(cast, "north.officer", "north.head")
    client = browser("north.head")
    inbox = main_words(client.get("/tasks"))
    assert "Вы замещаете: Специалист комитета, Северный район, по 19 июня 2026 включительно." in inbox
    assert "за: Специалист комитета, Северный район" in inbox
    assert "Согласовать заявку" in main_words(client.get("/tasks/lent"))
    page = main_words(client.get(f"/tasks/{deciding.id}"))
    assert "Вы действуете за: Специалист комитета" in page
    assert "Основание: приказ от 05.06.2026 № 41-к." in page
    sent = {"_ver": str(deciding.ver), "remark": "", "_outcome": "approve", "_comment": ""}
    assert client.post(f"/tasks/{deciding.id}", data=sent).status_code == 303
    case = page_of(browser("north-1.admin").get(f"/tasks/{deciding.id}"))
    assert "За: Специалист комитета, Северный район (приказ от 05.06.2026 № 41-к)" in words_of(case.xpath("//main")[0])


def test_letters_of_a_task_go_to_the_substitute_and_say_why(cast: Cast) -> None:
    away(cast, "north.officer", "north.head")
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="Станки")
    notices = [job for job in db.session.scalars(select(Job)) if job.payload["event"] == "opened" and job.case_id]
    told = {
        letter.person_id: letter.words.text() for job in notices[-1:] for letter in letters_of(job.payload, case_id)
    }
    assert set(told) == {cast.person("north.officer").id, cast.person("north.head").id}
    assert "за: Специалист комитета, Северный район" in told[cast.person("north.head").id]
    assert "за:" not in told[cast.person("north.officer").id]


def test_a_task_is_prepared_by_a_colleague_and_decided_by_its_owner(
    cast: Cast, deciding: UserTask, browser: Browser
) -> None:
    officer, expert = browser("north.officer"), browser("north.expert")
    address = f"/tasks/{deciding.id}/delegate"
    assert "Передать коллеге" in officer.get(f"/tasks/{deciding.id}").text
    assert officer.get(address).status_code == 200
    assert officer.post(address, data={"person": "", "mode": "return"}).status_code == 422
    chosen = {"person": str(cast.person("north.expert").id), "mode": "return", "comment": "посмотрите"}
    assert officer.post(address, data=chosen).status_code == 303
    page = main_words(expert.get(f"/tasks/{deciding.id}"))
    assert "Подготовьте задачу и верните" in page
    assert "Вернуть подготовленное: Специалист комитета" in page
    sent = {"_ver": str(deciding.ver), "remark": "", "_comment": "Всё верно", "_action": "give-back"}
    assert expert.post(f"/tasks/{deciding.id}", data=sent).status_code == 303
    back = officer.get(f"/tasks/{deciding.id}")
    assert "Всё верно" in page_of(back).xpath("//textarea[@name='_comment']")[0].text
    assert expert.get(address).status_code == 404


def test_posts_and_tasks_of_somebody_who_leaves_go_to_the_successor(
    cast: Cast, deciding: UserTask, browser: Browser
) -> None:
    claim_task(deciding.id, claimed_by=actor(cast, "north.officer"))
    officer, expert = cast.person("north.officer").id, cast.person("north.expert").id
    client = browser("region.sysadmin")
    address = f"/people/{officer}/hand-over"
    page = main_words(client.get(address))
    assert "Согласовать заявку" in page
    (post,) = db.session.scalars(select(Membership.id).where(Membership.person_id == officer))
    assert client.post(address, data={"last_day": "2026-06-08", f"post-{post}": "keep"}).status_code == 422
    done = client.post(address, data={"last_day": "2026-06-08", f"post-{post}": str(expert)})
    assert done.status_code == 303
    assert only_task(deciding.case_id).assignee_id == expert
    assert holders("mouo_officer", cast.id("north"), clock.today(ZONE)) == [expert]
    assert browser("north.officer").get(f"/tasks/{deciding.id}").status_code == 404
    assert browser("south.head").get(address).status_code == 404
