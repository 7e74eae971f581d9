"""Mail: calm words to the right people, never lost, never in anybody's way."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.access.models import Person, Role
from app.engine.commands import assign_task
from app.engine.commands.steps.jobs import add_job
from app.engine.handlers import JobRefused, run_due, run_everything_due
from app.engine.models import Incident, Job, JobState
from app.foundation import clock
from app.foundation.database import db
from app.foundation.transaction import command
from app.notifications.queries.message import make_message
from app.notifications.queries.smtp import SmtpUrlRefused, read_smtp_url
from tests.cast import Cast, make_person
from tests.engine.stage import actor, do, only_task, publish_approval, start
from tests.notifications.conftest import Sink, free_port, hear_at_once, serving, set_smtp


def subjects(sink: Sink, login: str) -> list[str]:
    return [str(letter["Subject"]) for letter in sink.to(f"{login}@example.org")]


def text_of(letter: object) -> str:
    return str(letter.get_body(("plain",)).get_content())  # type: ignore[attr-defined]


def test_the_one_who_gets_a_task_hears_of_it_and_the_initiator_hears_the_result(cast: Cast, sink: Sink) -> None:
    publish_approval()
    case_id = start(cast).case_id
    run_everything_due()
    assert sink.letters == []  # who opened the case sees their task on the next page
    do(cast, "north-1.admin", case_id, subject="Принтер")
    run_everything_due()
    assert subjects(sink, "north.officer") == ["Согласовать заявку: СОШ № 1"]
    (letter,) = sink.to("north.officer@example.org")
    text = text_of(letter)
    assert f"https://soglas.example.org/tasks/{only_task(case_id).id}" in text
    assert "Не позднее 17 июня 2026 года включительно" in text
    html = letter.get_body(("html",))
    assert html is not None
    assert '<html lang="ru">' in html.get_content()
    do(cast, "north.officer", case_id, outcome="approve")
    run_everything_due()
    (result,) = subjects(sink, "north-1.admin")
    assert result.endswith("Процесс P: СОШ № 1")
    assert len(sink.letters) == 2


def test_a_return_is_one_letter_with_who_and_until_when(cast: Cast, sink: Sink) -> None:
    publish_approval()
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="Принтер")
    do(cast, "north.officer", case_id, outcome="return", comment="Нужен расчёт")
    run_everything_due()
    assert subjects(sink, "north-1.admin") == ["Возвращено на доработку: Процесс P: СОШ № 1"]
    assert cast.person("north.officer").name in text_of(sink.to("north-1.admin@example.org")[0])
    # The task of the officer was done before the worker came to its letter: nothing is left to say.
    assert subjects(sink, "north.officer") == []


def test_several_holders_hear_that_it_waits_in_their_queue_and_one_is_told_when_it_is_given(
    cast: Cast, sink: Sink
) -> None:
    cast.people["second"] = make_person("second", "Второй специалист", (Role.MOUO_OFFICER, "north"))
    hear_at_once(cast.person("second").id)
    publish_approval()
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="Принтер")
    run_everything_due()
    assert subjects(sink, "north.officer") == subjects(sink, "second") == ["В очереди: Согласовать заявку, СОШ № 1"]
    head = actor(cast, "north.head")
    assign_task(only_task(case_id).id, person_id=cast.person("second").id, assigned_by=head)
    run_everything_due()
    assert subjects(sink, "second")[1:] == ["Передано вам: Согласовать заявку, СОШ № 1"]


def test_words_are_in_the_language_of_the_reader(cast: Cast, sink: Sink) -> None:
    db.session.execute(update(Person).where(Person.login == "north.officer").values(locale="en"))
    db.session.commit()
    publish_approval()
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="Принтер")
    run_everything_due()
    (letter,) = sink.to("north.officer@example.org")
    assert "No later than 17 June 2026, inclusive." in text_of(letter) or "June 17, 2026" in text_of(letter)
    assert "Open the task" in text_of(letter)


def test_reminders_and_overdue_are_said_to_executor_and_controller(cast: Cast, sink: Sink) -> None:
    publish_approval()
    start(cast)
    for _ in range(40):
        clock.advance(timedelta(hours=12))
        run_everything_due()
    own = subjects(sink, "north-1.admin")
    assert own[0].startswith("Напоминание: Заполнить заявку")
    assert any(subject.startswith("Сегодня последний день") for subject in own)
    assert any(subject.startswith("Просрочено: Заполнить заявку") for subject in own)
    assert any(subject.startswith("Просрочено: Заполнить заявку") for subject in subjects(sink, "north.officer"))
    assert any(subject.startswith("Просрочено у подведомственных") for subject in subjects(sink, "north.head"))
    assert subjects(sink, "south.officer") == []


def test_a_mail_server_that_is_down_loses_nothing_and_is_asked_again_later(app: Flask, cast: Cast) -> None:
    publish_approval()
    for _ in set_smtp(app, f"smtp://127.0.0.1:{free_port()}", None):
        case_id = start(cast).case_id
        do(cast, "north-1.admin", case_id, subject="Принтер")
        for _hour in range(24 * 3):
            run_everything_due()
            clock.advance(timedelta(hours=1))
        db.session.rollback()
        mail = db.session.query(Job).filter_by(kind="mail").all()
        assert mail
        assert {job.state for job in mail} == {JobState.WAITING}
        assert db.session.query(Incident).count() == 0
        do(cast, "north.officer", case_id, outcome="approve")


def test_what_waited_is_sent_once_when_the_server_is_back(app: Flask, cast: Cast) -> None:
    test_a_mail_server_that_is_down_loses_nothing_and_is_asked_again_later(app, cast)
    found = Sink()
    with serving(found) as url:
        for _ in set_smtp(app, url, None):
            clock.advance(timedelta(hours=2))
            run_everything_due()
            run_everything_due()
    identifiers = [str(letter["Message-ID"]) for letter in found.letters]
    assert found.letters
    assert len(identifiers) == len(set(identifiers))


def test_without_a_mail_server_mail_waits_in_the_outbox(cast: Cast) -> None:
    publish_approval()
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="Принтер")
    run_everything_due()
    db.session.rollback()
    (mail,) = db.session.query(Job).filter_by(kind="mail").all()
    assert (mail.state, mail.attempts) == (JobState.WAITING, 0)
    assert mail.payload["subject"] == "Согласовать заявку: СОШ № 1"
    assert mail.run_at > clock.now()
    assert run_everything_due() == 0


def test_an_address_that_is_refused_for_good_waits_for_a_person(cast: Cast, sink: Sink) -> None:
    sink.refuse = "550 no such person"
    publish_approval()
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="Принтер")
    run_everything_due()
    db.session.rollback()
    (mail,) = db.session.query(Job).filter_by(kind="mail").all()
    assert mail.state is JobState.DEAD
    assert db.session.query(Incident).one().job_id == mail.id
    do(cast, "north.officer", case_id, outcome="approve")


def test_a_passing_refusal_is_tried_again(cast: Cast, sink: Sink) -> None:
    sink.refuse = "451 later please"
    publish_approval()
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="Принтер")
    run_everything_due()
    assert sink.letters == []
    sink.refuse = ""
    clock.advance(timedelta(hours=1))
    run_everything_due()
    assert len(sink.letters) == 1


def test_nothing_typed_becomes_a_header(app: Flask) -> None:
    payload = {
        "to": "a@example.org", "to_name": "Имя\r\nBcc: victim@example.org", "subject": "Тема\r\nBcc: v@example.org",
        "message_id": "<1@example.org>", "text": "x", "lines": ["<b>x</b>"], "link": "https://x.example.org/",
        "link_words": "Открыть", "footer": "", "locale": "ru",
    }  # fmt: skip
    raw = make_message(payload, sender="Соглас <soglas@example.org>")
    assert b"\nBcc:" not in raw
    message: Any = message_from_bytes(raw, policy=policy.default)
    assert message["Bcc"] is None
    assert str(message["Subject"]) == "Тема Bcc: v@example.org"
    html = message.get_body(("html",))
    assert html is not None
    assert "&lt;b&gt;x&lt;/b&gt;" in html.get_content()
    for address in ("a@b\r\nRCPT TO:<x@y>", "никто", "", "a b@example.org", "a@example.org, b@example.org"):
        with pytest.raises(JobRefused):
            make_message({**payload, "to": address}, sender="soglas@example.org")


def test_a_long_russian_subject_keeps_every_blank(app: Flask) -> None:
    subject = (
        "Напоминание: Заполнить заявку на методическую помощь, МБОУ «СОШ № 8», Центр «Точка роста», Карымский район"
    )
    payload = {
        "to": "a@школа.рф", "to_name": "Специалист по кадрам, МБОУ «СОШ № 8»", "subject": subject,
        "message_id": "<1@x>", "text": "x", "lines": [], "link": "", "link_words": "", "footer": "", "locale": "ru",
    }  # fmt: skip
    message: Any = message_from_bytes(make_message(payload, sender="soglas@example.org"), policy=policy.default)
    assert str(message["Subject"]) == subject
    assert message["To"].addresses[0].display_name == payload["to_name"]
    assert message["To"].addresses[0].domain == "xn--80atdl2c.xn--p1ai"


def test_addresses_of_mail_servers_are_read() -> None:
    plain = read_smtp_url("smtp://user:p%40ss@mail.example.org:587?starttls=1")
    assert (plain.host, plain.port, plain.user, plain.password, plain.starttls) == (
        "mail.example.org", 587, "user", "p@ss", True,
    )  # fmt: skip
    assert read_smtp_url("smtps://mail.example.org").port == 465
    for wrong in ("mail.example.org", "http://mail.example.org", "smtp://"):
        with pytest.raises(SmtpUrlRefused):
            read_smtp_url(wrong)


def test_without_a_mail_server_waiting_letters_are_put_off_together(app: Flask, cast: Cast) -> None:
    publish_approval()
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="Принтер")
    run_everything_due()  # the notice becomes letters
    for _more in range(3):
        add_letter()
    assert app.config["SOGLAS"].smtp_url == ""
    first, *others = waiting_letters()
    assert others
    with clock.travel(max(one.run_at for one in (first, *others)) + timedelta(minutes=1)):
        assert run_due("job", first.id, worker="w")
        put_off = waiting_letters()
        assert {one.run_at for one in put_off} == {
            clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        }
        assert {(one.attempts, one.locked_until, one.last_error) for one in put_off} == {
            (0, None, "no mail server is set")
        }
        assert not any(run_due("job", one.id, worker="w") for one in others), "none of them is tried on its own"


@command
def add_letter() -> None:
    add_job("mail", {"to": "north.head@example.org", "subject": "Письмо", "text": "Письмо", "html": ""})


def waiting_letters() -> list[Job]:
    db.session.rollback()
    query = select(Job).where(Job.kind == "mail", Job.state == JobState.WAITING).order_by(Job.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))
