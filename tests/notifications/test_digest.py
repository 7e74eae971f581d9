"""The morning digest, what a person chooses, and stopping letters by a link: over a real mail server."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.engine.handlers import run_everything_due, tidy
from app.engine.models import Job
from app.foundation import clock
from app.foundation.database import db
from app.notifications.commands import forget_settled_lines
from app.notifications.models import HeldNotice, MailSetting
from app.notifications.policy.mornings import next_morning
from app.workflow.calendar import WorkingCalendar
from tests.cast import Cast, sign_in
from tests.engine.stage import do, only_task, publish_approval, start
from tests.notifications.conftest import Sink
from tests.notifications.test_mail import subjects, text_of


def morning() -> None:
    """Let the clock go on to half past eight of the next morning in Чита, and the worker do its work."""
    clock.advance(timedelta(minutes=1))
    while clock.now().strftime("%H:%M") != "23:30":  # 08:30 in Чита
        clock.advance(timedelta(minutes=(23 * 60 + 30 - clock.now().hour * 60 - clock.now().minute) % 1440 or 1440))
    tidy()
    run_everything_due()


def test_a_new_task_waits_for_the_digest_and_comes_once(calm_cast: Cast, sink: Sink) -> None:
    cast = calm_cast
    tidy()
    publish_approval()
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="Принтер")
    run_everything_due()
    assert sink.letters == []  # nobody asked for a letter about it
    morning()
    (letter,) = sink.to("north.officer@example.org")
    text = text_of(letter)
    assert "НОВОЕ" in text
    assert "Согласовать заявку: СОШ № 1, не позднее 17 июня" in text
    assert "https://soglas.example.org/tasks/" in text
    html = letter.get_body(("html",))
    assert html is not None
    assert "<h2>Новое</h2>" in html.get_content()
    assert subjects(sink, "south.officer") == []  # nothing to say, no letter
    tidy()
    run_everything_due()
    assert len(sink.letters) == 1
    morning()
    assert len(sink.to("north.officer@example.org")) <= 2
    assert "НОВОЕ" not in "".join(text_of(one) for one in sink.to("north.officer@example.org")[1:])


def test_the_initiator_hears_every_result_at_once(calm_cast: Cast, sink: Sink) -> None:
    cast = calm_cast
    publish_approval()
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="Принтер")
    do(cast, "north.officer", case_id, outcome="return", comment="Нужен расчёт")
    run_everything_due()
    assert subjects(sink, "north-1.admin") == ["Возвращено на доработку: Процесс P: СОШ № 1"]
    tidy()
    morning()
    (_returned, digest) = sink.to("north-1.admin@example.org")
    assert "ВЕРНУЛОСЬ" in text_of(digest)


def test_what_burns_stands_first_and_a_day_off_has_no_digest(calm_cast: Cast, sink: Sink) -> None:
    cast = calm_cast
    tidy()
    publish_approval()
    start(cast)
    for _day in range(21):
        morning()
    days = [one["Subject"].split(":")[0] for one in sink.to("north-1.admin@example.org")]
    texts = [text_of(one) for one in sink.to("north-1.admin@example.org")]
    assert any("ГОРИТ" in text and "срок истёк" in text for text in texts)
    assert len(days) == len(set(days))
    assert not any(day in ("Сводка на 13 июня", "Сводка на 14 июня", "Сводка на 20 июня") for day in days)


def test_held_lines_of_others_are_told_and_forgotten(calm_cast: Cast, sink: Sink) -> None:
    cast = calm_cast
    tidy()
    publish_approval()
    start(cast)
    for _day in range(18):
        clock.advance(timedelta(days=1))
        run_everything_due()
    assert db.session.scalar(select(HeldNotice.id).where(HeldNotice.event == "escalate")) is not None
    for _day in range(3):  # a weekend may lie between
        morning()
    (letter,) = sink.to("north.head@example.org")
    assert "ЧТО ЕЩЁ ПРОИЗОШЛО" in text_of(letter)
    assert "Просрочено у подведомственных" in text_of(letter)
    head = cast.person("north.head").id
    assert db.session.scalar(select(HeldNotice.id).where(HeldNotice.person_id == head)) is None


def test_lines_of_tasks_that_were_done_are_swept_after_a_week_and_no_others(calm_cast: Cast) -> None:
    cast = calm_cast
    publish_approval()
    done_id, open_id = start(cast).case_id, start(cast).case_id
    done, still = only_task(done_id).id, only_task(open_id).id
    do(cast, "north-1.admin", done_id, subject="Станки")
    head = cast.person("north.head").id
    lines = ((done, "escalate"), (done, "decided"), (still, "escalate"), (None, "incident"))
    for place, (task_id, event) in enumerate(lines):
        told = {"words": "x", "link": "/", "held_at": clock.now()}
        db.session.add(HeldNotice(person_id=head, task_id=task_id, event=event, key=f"k{place}", **told))
    db.session.commit()

    def left() -> list[str]:
        db.session.rollback()
        return sorted(db.session.scalars(select(HeldNotice.key).where(HeldNotice.key.like("k_"))))

    forget_settled_lines()
    assert left() == ["k0", "k1", "k2", "k3"]  # what was done may be taken back
    clock.advance(timedelta(days=8))
    forget_settled_lines()
    assert left() == ["k1", "k2", "k3"]


def test_a_person_chooses_on_a_page_and_it_counts(app: Flask, calm_cast: Cast, sink: Sink) -> None:
    cast = calm_cast
    officer = sign_in(app.test_client(), cast.person("north.officer"))
    page = officer.get("/profile/mail").get_data(as_text=True)
    assert "Новая задача для меня" in page
    assert "помощь администратора" not in page
    assert officer.post("/profile/mail", data={"immediate": "rumours", "digest": "off"}).status_code == 422
    chosen = {"immediate": ["new"], "digest": "off", "digest_time": "08:00"}
    assert officer.post("/profile/mail", data=chosen).status_code == 303
    publish_approval()
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="Принтер")
    run_everything_due()
    assert subjects(sink, "north.officer") == ["Согласовать заявку: СОШ № 1"]
    morning()
    assert len(sink.to("north.officer@example.org")) == 1


def test_a_letter_is_stopped_by_one_post_and_never_by_looking(app: Flask, calm_cast: Cast, sink: Sink) -> None:
    cast = calm_cast
    publish_approval()
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="Принтер")
    do(cast, "north.officer", case_id, outcome="return", comment="Нужен расчёт")
    run_everything_due()
    (letter,) = sink.to("north-1.admin@example.org")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.fullmatch(r"<https://soglas\.example\.org(/mail/stop/[^>]+)>", str(letter["List-Unsubscribe"]))
    assert address is not None, letter.as_string()[:1500]
    assert address[1] in text_of(letter)
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        stranger = app.test_client()  # a mail program: no cookie, no token of ours
        assert "возвращена на доработку" in stranger.get(address[1]).get_data(as_text=True)
        me = cast.person("north-1.admin").id
        assert db.session.scalar(select(MailSetting.immediate).where(MailSetting.person_id == me)) is None
        db.session.rollback()
        answer = stranger.post(address[1], data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    left = db.session.scalar(select(MailSetting.immediate).where(MailSetting.person_id == me))
    assert "returned" not in left
    assert "results" in left
    assert stranger.post(address[1] + "x").status_code == 404
    assert stranger.post("/mail/stop/" + "x" * 400).status_code == 404


def test_without_a_mail_server_no_digests_pile_up(app: Flask, calm_cast: Cast) -> None:
    for _day in range(5):
        clock.advance(timedelta(days=1))
        tidy()
    assert db.session.scalar(select(Job.id).where(Job.kind == "digest")) is None


@pytest.mark.parametrize(
    ("after", "digest", "expected"),
    [
        ("2026-06-11T22:00", "workdays", "2026-06-14T23:00"),  # 12 June is a holiday, then the weekend
        ("2026-06-11T22:00", "daily", "2026-06-11T23:00"),
        ("2026-06-11T23:00", "daily", "2026-06-12T23:00"),
        ("2026-12-31T12:00", "workdays", "2027-01-10T23:00"),
    ],
)
def test_mornings_are_those_of_the_persons_place(after: str, digest: str, expected: str) -> None:
    moment = datetime.fromisoformat(after).replace(tzinfo=UTC)
    found = next_morning(moment, digest=digest, at="08:00", zone="Asia/Chita", calendar=WorkingCalendar())
    assert found == datetime.fromisoformat(expected).replace(tzinfo=UTC)
