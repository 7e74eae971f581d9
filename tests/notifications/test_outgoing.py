"""The administrator's queue of letters: the answer of the mail server, another attempt, a letter put out of it."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from app.engine.handlers import run_everything_due
from app.engine.models import Incident, IncidentState, Job, JobState
from app.foundation import clock
from app.foundation.database import db
from tests.cast import Cast, sign_in
from tests.engine.stage import do, publish_approval, start
from tests.notifications.conftest import Sink


def refused_letter(cast: Cast, sink: Sink) -> int:
    """Let one letter be refused for good and return its id."""
    sink.refuse = "550 no such mailbox here"
    publish_approval()
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="Принтер")
    run_everything_due()
    found = db.session.scalar(select(Job.id).where(Job.kind == "mail", Job.state == JobState.DEAD))
    db.session.rollback()
    assert found is not None
    return found


def test_a_refused_letter_is_seen_with_the_answer_and_sent_again(app: Flask, cast: Cast, sink: Sink) -> None:
    letter = refused_letter(cast, sink)
    admin = sign_in(app.test_client(), cast.person("region.sysadmin"))
    page = admin.get("/mail/outgoing").get_data(as_text=True)
    assert "no such mailbox here" in page
    assert "north.officer@example.org" in page
    sink.refuse = ""
    assert admin.post(f"/mail/outgoing/{letter}/retry", data={"queue": "failed"}).status_code == 303
    clock.advance(timedelta(minutes=6))
    run_everything_due()
    assert len(sink.to("north.officer@example.org")) == 1
    assert db.session.scalar(select(Incident.id).where(Incident.state == IncidentState.OPEN)) is None
    assert "north.officer@example.org" in admin.get("/mail/outgoing?queue=sent").get_data(as_text=True)
    assert admin.post(f"/mail/outgoing/{letter}/retry").status_code == 303  # sent meanwhile: said, not done
    run_everything_due()
    assert len(sink.to("north.officer@example.org")) == 1


def test_a_letter_is_dropped_only_with_a_reason(app: Flask, cast: Cast, sink: Sink) -> None:
    letter = refused_letter(cast, sink)
    admin = sign_in(app.test_client(), cast.person("region.sysadmin"))
    asked = admin.post(f"/mail/outgoing/{letter}/drop", data={"reason": " ", "queue": "failed"})
    assert asked.status_code == 422
    assert "Укажите, почему письмо не отправляется" in asked.get_data(as_text=True)
    assert admin.post(f"/mail/outgoing/{letter}/drop", data={"reason": "Адрес закрыт"}).status_code == 303
    assert db.session.get_one(Job, letter).state is JobState.CANCELLED
    assert db.session.scalar(select(Incident.id).where(Incident.state == IncidentState.OPEN)) is None
    assert "Адрес закрыт" in admin.get("/mail/outgoing?queue=dropped").get_data(as_text=True)
    sink.refuse = ""
    run_everything_due()
    assert sink.letters == []


def test_all_failed_letters_go_again_and_others_have_no_queue(app: Flask, cast: Cast, sink: Sink) -> None:
    refused_letter(cast, sink)
    sink.refuse = ""
    for login in ("north.officer", "region.owner", "region.officer"):
        browser = sign_in(app.test_client(), cast.person(login))
        assert browser.get("/mail/outgoing").status_code == 403
        assert browser.post("/mail/outgoing/retry").status_code == 403
    run_everything_due()
    assert sink.letters == []
    admin = sign_in(app.test_client(), cast.person("region.sysadmin"))
    assert admin.post("/mail/outgoing/retry").status_code == 303
    run_everything_due()
    assert len(sink.to("north.officer@example.org")) == 1


def test_the_queue_is_shown_in_pages(app: Flask, cast: Cast, sink: Sink) -> None:
    sink.refuse = "451 later please"
    publish_approval()
    for _number in range(31):
        case_id = start(cast).case_id
        do(cast, "north-1.admin", case_id, subject="Принтер")
    run_everything_due()
    admin = sign_in(app.test_client(), cast.person("region.sysadmin"))
    first = admin.get("/mail/outgoing?queue=waiting").get_data(as_text=True)
    assert first.count("later please") == 30
    more = first.split("before=")[1].split('"')[0]
    assert admin.get(f"/mail/outgoing?queue=waiting&before={more}").get_data(as_text=True).count("later please") == 1
