"""A partner answers by a link: once, in time, with name and post; nobody else, and never by looking."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.models import AuditEntry
from app.documents.models import StoredFile
from app.engine.commands import TaskNotOpen
from app.engine.handlers import run_everything_due
from app.engine.models import Job, TaskState, UserTask
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import InvalidInput, NotFound
from app.links.commands import Answerer, LinkNotOpen, answer_by_link, issue_link, revoke_link
from app.links.models import TaskLink
from app.links.policy import MOST_POSTS
from tests.cast import Cast, sign_in
from tests.checked_client import page_of, words_of
from tests.engine.stage import actor, differences, do
from tests.engine.test_races import at_once

WHO = {"_name": "Петров П. П.", "_post": "директор ООО «Завод»", "_may": "1"}
ANSWER = {"answer": "accept", **WHO}


def give(cast: Cast, task_id: int, *, by_mail: bool = False) -> str:
    """Give a link into the hand and return its secret."""
    who = actor(cast, "north-1.admin")
    return issue_link(task_id, address="partner@example.org", by_mail=by_mail, issued_by=who).token


def row_of(task_id: int) -> UserTask:
    """Return the task as the database has it now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(UserTask, task_id)


def told(response: Any) -> str:
    """Return the words of a page."""
    return words_of(page_of(response).xpath("//main")[0])


def test_a_partner_reads_and_answers_once_and_the_record_says_by_which_link(
    cast: Cast, task_id: int, outside: FlaskClient
) -> None:
    token = give(cast, task_id)
    page = outside.get(f"/answer/{token}")
    assert page.status_code == 200
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page.headers["Cache-Control"]
    assert "Входящий" not in told(page)
    assert row_of(task_id).state is TaskState.OPEN
    assert outside.post(f"/answer/{token}", data=ANSWER).status_code == 303
    row = row_of(task_id)
    assert (row.state, row.completed_by, row.completed_by_name) == (
        TaskState.COMPLETED, None, "Петров П. П., директор ООО «Завод»",
    )  # fmt: skip
    assert row.answers == {"answer": "accept", "answer_no": "по ссылке", "letter": []}
    assert row.completed_basis.startswith("по ссылке, выданной ")
    entries = db.session.query(AuditEntry).filter_by(stream=f"case:{row.case_id}", action="complete_task")
    entry = entries.order_by(AuditEntry.number).all()[-1]
    assert (entry.person_name, entry.basis) == (row.completed_by_name, row.completed_basis)
    again = outside.get(f"/answer/{token}")
    assert "Ответ уже дан" in told(again)
    assert "Петров П. П." in told(again)
    assert outside.post(f"/answer/{token}", data=ANSWER).status_code == 200
    assert differences(row.case_id) == ()


def test_what_is_missing_is_said_and_nothing_typed_is_lost(cast: Cast, task_id: int, outside: FlaskClient) -> None:
    token = give(cast, task_id)
    answer = outside.post(f"/answer/{token}", data={"answer": "accept", "_name": "Петров П. П."})
    assert answer.status_code == 422
    assert "Напишите должность и организацию" in told(answer)
    assert "Подтвердите, что вправе отвечать" in told(answer)
    assert page_of(answer).xpath("//input[@name='_name']/@value") == ["Петров П. П."]
    assert outside.post(f"/answer/{token}", data={**ANSWER, "answer_no": "7"}).status_code == 400
    assert row_of(task_id).state is TaskState.OPEN


def test_a_protocol_of_disagreements_has_rows_and_a_letter(cast: Cast, task_id: int, outside: FlaskClient) -> None:
    token = give(cast, task_id)
    shown = outside.post(f"/answer/{token}", data={**ANSWER, "answer": "protocol", "_action": "redraw"})
    press = page_of(shown).xpath("//button[@name='_press']/@value")
    add = next(value for value in press if "add" in value)
    more = page_of(outside.post(f"/answer/{token}", data={**ANSWER, "answer": "protocol", "_press": add}))
    fields = {name: "" for name in more.xpath("//form//input[@type='hidden']/@name") if name != "csrf_token"}
    fields |= dict(
        zip(
            more.xpath("//form//input[@type='hidden']/@name"), more.xpath("//form//input[@type='hidden']/@value"),
            strict=True,
        )
    )  # fmt: skip
    theirs = [name for name in more.xpath("//form//input[@type='text']/@name") if "theirs" in name]
    fields |= {theirs[0]: "В нашей редакции"}
    letter = more.xpath("//input[@type='file']/@name")[0]
    sent = {**fields, **WHO, "answer": "protocol", letter: (io.BytesIO(b"%PDF-1.4 letter"), "letter.pdf")}
    assert outside.post(f"/answer/{token}", data=sent).status_code == 303
    row = row_of(task_id)
    assert row.answers["protocol"][0]["theirs"] == "В нашей редакции"
    file = db.session.query(StoredFile).one()
    assert (file.uploaded_by, file.uploaded_by_name) == (None, "Петров П. П.")
    assert file.submitted_at is not None


def test_a_link_ends_with_its_days_with_a_newer_one_when_taken_back_and_when_the_task_is_done(
    cast: Cast, task_id: int, outside: FlaskClient
) -> None:
    first = give(cast, task_id)
    second = give(cast, task_id)
    assert "Ссылка отозвана" in told(outside.get(f"/answer/{first}"))
    assert outside.post(f"/answer/{first}", data=ANSWER).status_code == 410
    revoke_link(task_id, revoked_by=actor(cast, "north-1.admin"))
    gone = outside.get(f"/answer/{second}")
    assert gone.status_code == 410
    assert "Спросите: Школьный администратор" in told(gone)
    third = give(cast, task_id)
    with clock.travel(clock.now() + timedelta(days=11)):
        assert "Срок ссылки истёк" in told(outside.get(f"/answer/{third}"))
    do(cast, "north-1.admin", row_of(task_id).case_id, answer="accept", answer_no="12")
    done = told(outside.get(f"/answer/{third}"))
    assert "Ответ уже дан" in done
    assert outside.post(f"/answer/{third}", data=ANSWER).status_code == 200
    assert row_of(task_id).answers["answer_no"] == "12"
    assert outside.get("/answer/" + "x" * 43).status_code == 404


def test_a_revoked_link_answers_nothing_even_when_the_page_was_open_before(cast: Cast, task_id: int) -> None:
    give(cast, task_id)
    link = db.session.query(TaskLink).one()
    db.session.expunge(link)
    db.session.rollback()
    revoke_link(task_id, revoked_by=actor(cast, "north-1.admin"))
    with pytest.raises(LinkNotOpen):
        answer_by_link(link, {"answer": "accept", "answer_no": "1"}, answerer=Answerer(name="Я", post="никто"))
    assert row_of(task_id).state is TaskState.OPEN


def test_two_browsers_answer_by_one_link_at_once_and_one_answer_is_taken(app: Flask, cast: Cast, task_id: int) -> None:
    give(cast, task_id)
    link = db.session.query(TaskLink).one()
    link.expires_at = clock.now() + timedelta(days=36500)  # the threads live by the clock of the machine
    db.session.commit()
    db.session.refresh(link)
    db.session.expunge(link)
    db.session.rollback()

    def answer(value: str) -> None:
        answer_by_link(link, {"answer": value, "answer_no": "1"}, answerer=Answerer(name=value, post="пост"))

    results = at_once(app, lambda: answer("accept"), lambda: answer("protocol"))
    refused = [one for one in results if isinstance(one, LinkNotOpen | TaskNotOpen)]
    assert [results.count(None), len(refused)] == [1, 1]
    assert row_of(task_id).answers["answer"] == row_of(task_id).completed_by_name.split(",")[0]


def test_only_the_hash_is_kept_and_the_letter_alone_holds_the_secret(
    app: Flask, cast: Cast, task_id: int, monkeypatch: pytest.MonkeyPatch, outside: FlaskClient
) -> None:
    give(cast, task_id, by_mail=True)
    sent: list[str] = []
    monkeypatch.setattr("app.links.handlers.deliver_mail", lambda job: sent.append(job.payload["text"]))
    run_everything_due()
    found = re.search(r"/answer/([\w-]{43})", sent[0])
    assert found is not None
    token = found[1]
    kept = " ".join(
        str(value)
        for model in (TaskLink, Job, AuditEntry)
        for row in db.session.query(model)
        for value in vars(row).values()
    )
    assert token not in kept
    assert outside.post(f"/answer/{token}", data=ANSWER).status_code == 303
    assert row_of(task_id).completed_basis.endswith("на адрес partner@example.org")


def test_who_may_give_a_link_and_who_may_not(cast: Cast, task_id: int, outside: FlaskClient) -> None:
    with pytest.raises(NotFound):
        issue_link(task_id, address="", by_mail=False, issued_by=actor(cast, "south-5.admin"))
    with pytest.raises(InvalidInput):
        issue_link(task_id, address="a@b, c@d", by_mail=True, issued_by=actor(cast, "north-1.admin"))
    client = sign_in(outside, cast.person("north-1.admin"))
    page = client.get(f"/tasks/{task_id}")
    assert page_of(page).xpath("//input[@name='address']/@value") == ["partner@example.org"]
    given = client.post(f"/tasks/{task_id}/link", data={"_how": "show"})
    assert given.status_code == 303
    assert re.search(r"/answer/[\w-]{43}", client.get(given.headers["Location"]).get_data(as_text=True))
    assert not re.search(r"/answer/[\w-]{43}", client.get(given.headers["Location"]).get_data(as_text=True))
    assert client.post(f"/tasks/{task_id}/link/revoke").status_code == 303
    assert db.session.query(TaskLink).filter(TaskLink.revoked_at.is_(None)).count() == 0


def test_more_than_a_person_sends_is_refused(cast: Cast, task_id: int, outside: FlaskClient) -> None:
    token = give(cast, task_id)
    link = db.session.query(TaskLink).one()
    link.posts, link.posts_since = MOST_POSTS, clock.now()
    db.session.commit()
    assert outside.post(f"/answer/{token}", data=ANSWER).status_code == 429
    assert row_of(task_id).state is TaskState.OPEN
    with clock.travel(clock.now() + timedelta(hours=2)):
        assert outside.post(f"/answer/{token}", data=ANSWER).status_code == 303
