"""Following a case: who may, what followers hear and how often, and that whoever loses sight of it hears nothing."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import insert, select

from app.audit.queries import verify_all
from app.discussions.commands import answer_question, ask_question, write_comment
from app.engine.commands import extend_task, recall_task, withdraw_case
from app.engine.commands.follow_case import MOST_FOLLOWED, follow_case, leave_case
from app.engine.commands.readers import revoke_reader
from app.engine.handlers import run_everything_due, tidy
from app.engine.models import Case, CaseFollower
from app.engine.queries import CaseFilter, list_cases
from app.engine.queries.following import FOLLOWER
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import Conflict, NotFound
from app.foundation.transaction import command
from app.notifications.models import HeldNotice
from tests.cast import Cast, sign_in
from tests.engine.stage import actor, do, only_task, publish_approval, start
from tests.engine.test_substitution import away
from tests.notifications.conftest import Sink
from tests.notifications.test_digest import morning
from tests.notifications.test_mail import subjects, text_of


def begin(cast: Cast, *followers: str) -> int:
    publish_approval()
    case_id = start(cast).case_id
    for login in followers:
        follow_case(case_id, followed_by=cast.viewer(login))
    return case_id


def work() -> None:
    clock.advance(timedelta(minutes=2))  # what was decided can be taken back for a moment
    run_everything_due()


def test_followers_hear_of_returns_terms_talk_and_the_end_once_each(cast: Cast, sink: Sink) -> None:
    director, initiator = cast.viewer("north-1.director"), cast.viewer("north-1.admin")
    case_id = begin(cast, "north-1.director", "north-1.admin", "north.officer")
    follow_case(case_id, followed_by=director)  # twice is once
    do(cast, "north-1.admin", case_id, subject="Принтер")
    do(cast, "north.officer", case_id, outcome="return", comment="Нужен расчёт")
    work()
    heard = subjects(sink, "north-1.director")
    assert heard == ["Возвращено на доработку: Процесс P: СОШ № 1"]
    (letter,) = sink.to("north-1.director@example.org")
    assert "Вы следите за этим делом" in text_of(letter)
    assert [one for one in subjects(sink, "north-1.admin") if "Возвращено" in one] == heard  # by the task, once
    assert not any("Возвращено" in one for one in subjects(sink, "north.officer"))  # it was the officer's decision
    task = only_task(case_id)
    sooner = task.legal_date or date(2026, 6, 30)
    later = sooner + timedelta(days=7)
    extend_task(task.id, new_date=later, reason="Ждём прайс", extended_by=actor(cast, "north.officer"))
    question = ask_question(
        case_id, text="Сколько?", asked_id=initiator.person_id, asked_by=cast.viewer("north.officer")
    )
    answer_question(question, text="Два", answered_by=initiator)
    write_comment(case_id, text="Принято", written_by=director)
    work()
    assert [one.split(":")[0] for one in subjects(sink, "north-1.director")[1:]] == [
        "Срок продлён",
        "Вопрос в деле",
        "Ответ в деле",
    ]
    heard_by_initiator = [one.split(":")[0] for one in subjects(sink, "north-1.admin")]
    assert heard_by_initiator.count("Срок продлён") == 1
    assert heard_by_initiator.count("Вопрос к вам") == 1
    assert "Вопрос в деле" not in heard_by_initiator
    assert "Ответ в деле" not in heard_by_initiator
    assert heard_by_initiator.count("Комментарий") == 1  # of the director's
    do(cast, "north-1.admin", case_id, subject="Принтер")
    do(cast, "north.officer", case_id, outcome="approve")
    work()
    for login in ("north-1.director", "north-1.admin"):
        last = [one for one in sink.to(f"{login}@example.org") if "Дело завершено" in text_of(one)]
        assert len(last) == 1, login
        assert not [one for one in subjects(sink, login) if one.startswith("Согласовано: ")][1:], login
    assert verify_all().findings == ()


def test_a_follower_who_substitutes_hears_by_the_task_alone(cast: Cast, sink: Sink) -> None:
    case_id = begin(cast, "north-1.director", "north-1.hr")
    do(cast, "north-1.admin", case_id, subject="Принтер")
    away(cast, "north-1.admin", "north-1.director", by="north-1.director")
    do(cast, "north.officer", case_id, outcome="return", comment="Нужен расчёт")
    work()
    returns = {
        login: [text_of(one) for one in sink.to(f"{login}@example.org") if "Возвращено" in str(one["Subject"])]
        for login in ("north-1.director", "north-1.hr")
    }
    assert ["Вы получили это письмо за" in text for text in returns["north-1.director"]] == [True]
    assert ["следите за этим делом" in text for text in returns["north-1.hr"]] == [True]


def test_whoever_cannot_see_a_case_cannot_follow_it_and_who_loses_sight_hears_no_more(cast: Cast, sink: Sink) -> None:
    case_id, parents = begin(cast), cast.viewer("north-1.parents")
    for login in ("north-1.parents", "south.officer"):
        with pytest.raises(NotFound):
            follow_case(case_id, followed_by=cast.viewer(login))
    write_comment(case_id, text="Прошу", named=[parents.person_id], written_by=cast.viewer("north-1.admin"))
    follow_case(case_id, followed_by=parents)
    assert [row.case_id for row in list_cases(parents, CaseFilter(followed=True)).rows] == [case_id]
    write_comment(case_id, text="Второе", written_by=cast.viewer("north-1.admin"))
    work()
    assert [one.split(":")[0] for one in subjects(sink, "north-1.parents")] == ["Вас упомянули", "Комментарий"]
    write_comment(case_id, text="Третье", written_by=cast.viewer("north-1.admin"))
    revoke_reader(case_id, parents.person_id, revoked_by=actor(cast, "north-1.admin"))
    work()
    assert len(subjects(sink, "north-1.parents")) == 2  # asked when the letter is written
    assert list_cases(parents, CaseFilter(followed=True)).rows == ()


def test_news_wait_for_the_digest_and_are_forgotten_with_the_right(calm_cast: Cast, sink: Sink) -> None:
    cast = calm_cast
    tidy()
    case_id, parents = begin(cast, "north-1.director"), cast.viewer("north-1.parents")
    write_comment(case_id, text="Прошу", named=[parents.person_id], written_by=cast.viewer("north-1.admin"))
    follow_case(case_id, followed_by=parents)
    do(cast, "north-1.admin", case_id, subject="Принтер")
    do(cast, "north.officer", case_id, outcome="return", comment="Нужен расчёт")
    work()
    assert sink.to("north-1.director@example.org") == []
    assert subjects(sink, "north-1.parents") == ["Вас упомянули: Процесс P: СОШ № 1"]
    held = select(HeldNotice.id).where(HeldNotice.event == "followed-decided")
    assert len(list(db.session.scalars(held))) == 2
    revoke_reader(case_id, parents.person_id, revoked_by=actor(cast, "north-1.admin"))
    morning()
    (digest,) = sink.to("north-1.director@example.org")
    assert "В ДЕЛАХ, ЗА КОТОРЫМИ ВЫ СЛЕДИТЕ" in text_of(digest)
    assert "Возвращено на доработку: Процесс P" in text_of(digest)
    assert len(subjects(sink, "north-1.parents")) == 1
    assert list(db.session.scalars(held)) == []


def test_a_decision_that_is_taken_back_is_not_told_and_a_withdrawal_is(cast: Cast, sink: Sink) -> None:
    case_id = begin(cast, "north-1.director")
    do(cast, "north-1.admin", case_id, subject="Принтер")
    task = only_task(case_id)
    do(cast, "north.officer", case_id, outcome="return", comment="Нужен расчёт")
    recall_task(task.id, recalled_by=actor(cast, "north.officer"))
    work()
    assert subjects(sink, "north-1.director") == []
    withdraw_case(case_id, withdrawn_by=actor(cast, "north-1.admin"), reason="Не нужно")
    work()
    assert subjects(sink, "north-1.director") == ["Отозвано: Процесс P: СОШ № 1"]
    assert not [one for one in subjects(sink, "north-1.admin") if "Отозвано" in one]


def test_the_page_of_a_letter_leaves_the_case_or_stops_the_kind(app: Flask, cast: Cast, sink: Sink) -> None:
    case_id = begin(cast, "north-1.director")
    write_comment(case_id, text="Раз", written_by=cast.viewer("north-1.admin"))
    work()
    (letter,) = sink.to("north-1.director@example.org")
    found = re.fullmatch(r"<https://soglas\.example\.org(/mail/stop/[^>]+)>", str(letter["List-Unsubscribe"]))
    assert found is not None
    stranger = app.test_client()
    assert "Не следить за этим делом" in stranger.get(found[1]).get_data(as_text=True)
    assert db.session.scalar(select(CaseFollower.case_id)) == case_id
    db.session.rollback()
    assert "Вы больше не следите" in stranger.post(found[1], data={"only": "case"}).get_data(as_text=True)
    assert db.session.scalar(select(CaseFollower.case_id)) is None
    write_comment(case_id, text="Два", written_by=cast.viewer("north-1.admin"))
    work()
    assert len(sink.to("north-1.director@example.org")) == 1


def test_following_on_the_case_page_and_the_filter(app: Flask, cast: Cast) -> None:
    case_id = begin(cast)
    number = db.session.get_one(Case, case_id).number
    db.session.rollback()
    director = sign_in(app.test_client(), cast.person("north-1.director"))
    assert director.get(f"/cases/{number}/follow").status_code == 405
    assert number not in director.get("/cases?followed=1").get_data(as_text=True)
    page = director.post(f"/cases/{number}/follow", follow_redirects=True).get_data(as_text=True)
    assert "Вы следите за этим делом" in page
    assert "Не следить" in page
    assert number in director.get("/cases?followed=1").get_data(as_text=True)
    assert "Дела, за которыми слежу" in director.get("/profile/mail").get_data(as_text=True)
    page = director.post(f"/cases/{number}/leave", follow_redirects=True).get_data(as_text=True)
    assert "Следить за делом" in page
    assert number not in director.get("/cases?followed=1").get_data(as_text=True)
    stranger = sign_in(app.test_client(), cast.person("south.officer"))
    assert stranger.post(f"/cases/{number}/follow").status_code == 404
    assert stranger.post(f"/cases/{number}/leave").status_code == 404


def test_one_person_follows_so_many_cases_and_those_out_of_sight_do_not_count(cast: Cast) -> None:
    case_id, director = begin(cast), cast.viewer("north-1.director")
    template = db.session.get_one(Case, case_id)
    columns = {one.name: getattr(template, one.key) for one in Case.__mapper__.columns if one.name != "id"}
    south = cast.id("south-5")
    _fill(columns, director.person_id, {"organisation_id": south})
    follow_case(case_id, followed_by=director)
    assert list(db.session.scalars(select(FOLLOWER.c.case_id))) == [case_id]
    leave_case(case_id, director.person_id, left_by=director.actor())
    _fill(columns, director.person_id, {"number": "Z"})
    with pytest.raises(Conflict):
        follow_case(case_id, followed_by=director)


@command
def _fill(columns: dict[str, object], person_id: int, other: dict[str, object]) -> None:
    """Let a person follow as many cases as one may."""
    prefix = str(other.get("number", "Y"))
    rows = [{**columns, **other, "number": f"{prefix}-{at}"} for at in range(MOST_FOLLOWED)]
    ids = db.session.scalars(insert(Case).returning(Case.id), rows).all()
    at = clock.now()
    rows = [{"case_id": one, "person_id": person_id, "followed_at": at} for one in ids]
    db.session.execute(insert(FOLLOWER), rows)
