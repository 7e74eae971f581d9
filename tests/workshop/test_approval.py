"""A second person approves a publication: in a case of our own engine, bound to the draft as it was sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.audit.models import SYSTEM
from app.engine.commands import complete_task, start_case
from app.engine.models import Case, UserTask
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from app.processes.commands import publish_version
from app.processes.commands.ask_publication import ask_publication, set_approver
from app.processes.commands.publish_draft import publish_draft
from app.processes.commands.save_part import save_part
from app.processes.models import DraftState, PartKind, ProcessDraft
from app.processes.queries import current_version_id, get_process, list_versions
from app.processes.queries.drafts import find_open_draft, get_part
from tests.cast import Cast
from tests.checked_client import page_of, words_of
from tests.processes.stories import package_of
from tests.workshop.test_publishing import changed, put

Browser = Callable[[str], FlaskClient]


@pytest.fixture
def sent(cast: Cast, draft_id: int, browser: Browser) -> UserTask:
    """The changed approval, sent to another owner for publication from the tenth of June; the task that decides."""
    publish_version(package_of("publication-approval"), published_by=SYSTEM)
    revision = put(cast, draft_id, changed())
    client = browser("region.owner")
    client.post("/workshop/processes/P/approver", data={"approver": "process_owner"})
    page = client.get(f"/workshop/drafts/{draft_id}/publish")
    assert "Отправить версию 2 на утверждение" in page.text.replace("\xa0", " ")
    answer = client.post(
        f"/workshop/drafts/{draft_id}/publish",
        data={"revision": revision, "day": "2026-06-10", "note": "Приказ № 214", "warnings_read": "yes"},
    )
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/cases/")
    db.session.rollback()
    return db.session.scalars(select(UserTask)).one()


def decide(cast: Cast, task: UserTask, login: str, outcome: str, comment: str = "") -> None:
    values = {"changes_read": True} if outcome == "approve" else {}
    complete_task(task.id, None, values, outcome=outcome, comment=comment, completed_by=cast.viewer(login).actor())


def state_of(draft_id: int) -> DraftState:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(ProcessDraft, draft_id).state


def test_what_the_second_person_approves_is_published_from_its_day(
    cast: Cast, draft_id: int, browser: Browser, sent: UserTask
) -> None:
    old = current_version_id("P")
    assert state_of(draft_id) is DraftState.SENT
    number = db.session.get_one(Case, sent.case_id).number
    second = browser("second.owner")
    task = page_of(second.get(f"/tasks/{sent.id}"))
    assert "версия 2. Действует с 10 июня 2026 года" in words_of(task.xpath("//main")[0])
    (link,) = task.xpath("//main//a[contains(@href, '/workshop/approvals/')]/@href")
    page = second.get(link)
    assert "Шаг «Заключение профсоюза»" in words_of(page_of(page).xpath("//main")[0])
    assert (
        second.get(f"/workshop/approvals/{number}/diagram.bpmn").data
        == get_part(draft_id, PartKind.DIAGRAM, "P.bpmn")[0]
    )
    db.session.rollback()
    decide(cast, sent, "second.owner", "approve")
    latest = list_versions("P")[0]
    assert (latest.number, latest.published_by_name) == (2, cast.person("region.owner").name)
    assert latest.note == f"Приказ № 214. Утверждено: Второй владелец, дело {number}"
    assert state_of(draft_id) is DraftState.PUBLISHED
    assert current_version_id("P") == old
    assert "Решение уже принято" in second.get(link).text.replace("\xa0", " ")
    clock.advance(timedelta(days=2))
    assert current_version_id("P") == latest.version_id


def test_the_draft_stands_still_until_it_comes_back_with_the_remark(
    cast: Cast, draft_id: int, browser: Browser, sent: UserTask
) -> None:
    client, actor = browser("region.owner"), cast.viewer("region.owner").actor()
    with pytest.raises(Conflict):
        save_part(draft_id, PartKind.DIAGRAM, "P.bpmn", b"<x/>", revision=2, saved_by=actor)
    assert "Ждёт утверждения" in client.get(f"/workshop/drafts/{draft_id}").text.replace("\xa0", " ")
    assert find_open_draft("P") == draft_id
    db.session.rollback()
    decide(cast, sent, "second.owner", "return", "Срок профсоюза мал")
    assert state_of(draft_id) is DraftState.OPEN
    assert len(list_versions("P")) == 1
    page = client.get(f"/workshop/drafts/{draft_id}").text.replace("\xa0", " ")
    assert "Публикация не утверждена" in page
    assert "Срок профсоюза мал" in page


def test_the_owner_does_not_approve_their_own_version(cast: Cast, draft_id: int, sent: UserTask) -> None:
    with pytest.raises(NotAllowed):
        decide(cast, sent, "region.owner", "approve")
    assert state_of(draft_id) is DraftState.SENT
    assert len(list_versions("P")) == 1


def test_a_draft_that_is_taken_back_ends_the_case(cast: Cast, draft_id: int, browser: Browser, sent: UserTask) -> None:
    case_id = sent.case_id
    assert browser("region.owner").post(f"/workshop/drafts/{draft_id}/take-back").status_code == 303
    assert state_of(draft_id) is DraftState.OPEN
    assert db.session.get_one(Case, case_id).status == "withdrawn"


def test_nobody_publishes_past_the_second_person(cast: Cast, draft_id: int) -> None:
    actor = cast.viewer("region.owner").actor()
    process = get_process("P")
    with pytest.raises(Conflict):  # nobody asked for an approval yet
        ask_publication(draft_id, revision=1, asked_by=actor)
    with pytest.raises(InvalidInput):
        set_approver(process.process_id, "school_director", set_by=actor)
    with pytest.raises(NotFound):
        set_approver(process.process_id, "process_owner", set_by=cast.viewer("north.owner").actor())
    set_approver(process.process_id, "process_owner", set_by=actor)
    with pytest.raises(Conflict):
        publish_draft(draft_id, revision=1, published_by=actor, warnings_read=True)
    publish_version(package_of("publication-approval"), published_by=SYSTEM)
    with pytest.raises(InvalidInput, match="со страницы публикации"):
        start_case(
            process_key="publication-approval", organisation_id=cast.id("region"), started_by=actor,
            variables={"process_name": "P", "version_number": 2, "approver": "process_owner"},
        )  # fmt: skip
    assert db.session.scalars(select(Case)).all() == []


def test_strangers_see_nothing_of_it(cast: Cast, draft_id: int, browser: Browser, sent: UserTask) -> None:
    number = db.session.get_one(Case, sent.case_id).number
    for login in ("north.owner", "north-1.admin", "south.officer"):
        assert browser(login).get(f"/workshop/approvals/{number}").status_code == 404
        assert browser(login).get(f"/workshop/approvals/{number}/diagram.bpmn").status_code == 404
    assert browser("north.owner").post(f"/workshop/drafts/{draft_id}/take-back").status_code == 404
    assert browser("north.owner").post("/workshop/processes/P/approver", data={"approver": ""}).status_code == 404


def test_who_would_be_alone_is_told_so(draft_id: int, browser: Browser) -> None:
    client = browser("region.owner")
    assert client.post("/workshop/processes/P/approver", data={"approver": "other"}).status_code == 422
    client.post("/workshop/processes/P/approver", data={"approver": "regional_officer"})
    db.session.rollback()
    assert get_process("P").approver_role == "regional_officer"
    assert "Публикации утверждает" in client.get("/processes/P/1").text.replace("\xa0", " ")
