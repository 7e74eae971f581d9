"""A request for a later day: who asks, who decides, what is kept, what is said; and never more than one at a time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.access.models import Role
from app.audit.models import AuditEntry
from app.engine.commands import TaskNotOpen, decide_extension, request_extension, withdraw_request
from app.engine.commands.request_extension import MOST_REQUESTS
from app.engine.handlers import run_everything_due
from app.engine.models import Job, RequestState, Timer
from app.engine.policy import may_ask_extension, may_decide_extension
from app.engine.queries import get_task_visible_to, list_extension_requests, list_extensions, list_requests_to_decide
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from tests.cast import Cast, make_person
from tests.engine.stage import (
    actor,
    differences,
    do,
    only_task,
    open_tasks,
    person_task,
    publish,
    publish_approval,
    start,
)
from tests.workflow.drawing import zeebe

TERM, LATER = date(2026, 6, 17), date(2026, 6, 30)


def ask(cast: Cast, case_id: int, login: str = "north-1.admin", day: date = LATER, reason: str = "Ждём смету") -> int:
    return request_extension(only_task(case_id).id, new_date=day, reason=reason, requested_by=actor(cast, login))


def letters(words: str) -> list[dict[str, str]]:
    run_everything_due()
    return [job.payload for job in db.session.query(Job).filter_by(kind="mail") if words in job.payload["subject"]]


def test_a_granted_request_moves_the_term_and_tells_both(cast: Cast) -> None:
    publish_approval()
    case_id = start(cast).case_id
    number = ask(cast, case_id)
    assert only_task(case_id).legal_date == TERM
    told = letters("Просят продлить срок")
    assert {one["to"] for one in told} == {"north.officer@example.org", "north.head@example.org"}
    assert "Ждём смету" in told[0]["text"]
    (waiting,) = list_requests_to_decide(cast.viewer("north.officer"))
    assert (waiting.old_date, waiting.wanted_date) == (TERM, LATER)
    assert list_requests_to_decide(cast.viewer("north-1.admin")) == ()
    assert list_requests_to_decide(cast.viewer("south.officer")) == ()
    earlier = date(2026, 6, 25)
    decide_extension(
        number, grant=True, new_date=earlier, answer="До 25-го хватит", decided_by=actor(cast, "north.officer")
    )
    task = only_task(case_id)
    assert task.legal_date == earlier
    assert task.attend_at.date() < earlier  # reminders are reckoned anew, from the new day
    (kept,) = list_extension_requests(task.id)
    assert (kept.state, kept.wanted_date, kept.granted_date) == (RequestState.GRANTED, LATER, earlier)
    assert [(one.old_date, one.new_date, one.reason) for one in list_extensions(task.id)] == [
        (TERM, earlier, "Ждём смету")
    ]
    entry = db.session.query(AuditEntry).filter_by(stream=f"case:{case_id}", action="grant_extension").one()
    assert (entry.facts["was"], entry.facts["until"], entry.person_name) == (
        "2026-06-17",
        "2026-06-25",
        cast.person("north.officer").name,
    )
    assert [letter["to"] for letter in letters("Срок продлён")] == ["north-1.admin@example.org"]
    assert list_requests_to_decide(cast.viewer("north.officer")) == ()
    assert differences(case_id) == ()


def test_a_refusal_needs_words_and_leaves_the_term(cast: Cast) -> None:
    publish_approval()
    case_id = start(cast).case_id
    number, officer = ask(cast, case_id), actor(cast, "north.officer")
    with pytest.raises(InvalidInput):
        decide_extension(number, grant=False, answer="  ", decided_by=officer)
    decide_extension(number, grant=False, answer="Срок установлен приказом", decided_by=officer)
    assert only_task(case_id).legal_date == TERM
    (told,) = letters("В продлении отказано")
    assert (told["to"], "Срок установлен приказом" in told["text"]) == ("north-1.admin@example.org", True)
    with pytest.raises(Conflict):
        decide_extension(number, grant=True, decided_by=officer)
    assert only_task(case_id).legal_date == TERM


def test_who_asks_and_who_decides(cast: Cast) -> None:
    publish_approval()
    case_id = start(cast).case_id
    with pytest.raises(NotFound):
        ask(cast, case_id, "south.officer")
    with pytest.raises(NotFound):
        ask(cast, case_id, "north.officer")
    number = ask(cast, case_id)
    for login in ("north-1.director", "north-1.admin"):
        with pytest.raises(NotAllowed):
            decide_extension(number, grant=True, decided_by=actor(cast, login))
    with pytest.raises(NotFound):
        decide_extension(number, grant=True, decided_by=actor(cast, "south.officer"))
    with pytest.raises(NotFound):
        withdraw_request(number, withdrawn_by=actor(cast, "north.officer"))
    task = get_task_visible_to(cast.viewer("north-1.admin"), only_task(case_id).id)
    assert may_ask_extension(cast.viewer("north-1.admin"), task)
    assert not may_decide_extension(cast.viewer("north-1.admin"), task)
    withdraw_request(number, withdrawn_by=actor(cast, "north-1.admin"))
    with pytest.raises(Conflict):
        decide_extension(number, grant=True, decided_by=actor(cast, "north.officer"))


def test_the_issuer_in_the_same_organisation_decides_and_a_petitioner_does_not(cast: Cast) -> None:
    publish_approval(start_roles="school_director school_admin mouo_officer")
    case_id = start(cast, "north-1.director").case_id
    number = ask(cast, case_id)
    assert [letter["to"] for letter in letters("Просят продлить срок")] == ["north-1.director@example.org"]
    assert len(list_requests_to_decide(cast.viewer("north-1.director"))) == 1
    decide_extension(number, grant=True, decided_by=actor(cast, "north-1.director"))
    assert only_task(case_id).legal_date == LATER
    do(cast, "north-1.admin", case_id, subject="x")  # the municipality decides now: the school issued nothing to it
    day = (only_task(case_id).legal_date or LATER) + timedelta(days=5)
    number = ask(cast, case_id, "north.officer", day)
    with pytest.raises(NotFound):
        decide_extension(number, grant=True, decided_by=actor(cast, "north-1.director"))
    with pytest.raises(NotAllowed):
        decide_extension(number, grant=True, decided_by=actor(cast, "north.officer"))
    decide_extension(number, grant=True, decided_by=actor(cast, "north.head"))
    assert only_task(case_id).legal_date == day


def test_requests_are_bounded(cast: Cast) -> None:
    publish_approval()
    case_id = start(cast).case_id
    for day, reason in ((TERM, "x"), (date(2027, 9, 1), "x"), (LATER, " "), (LATER, "x" * 5000)):
        with pytest.raises(InvalidInput):
            ask(cast, case_id, day=day, reason=reason)
    for _time in range(MOST_REQUESTS):
        number = ask(cast, case_id)
        with pytest.raises(Conflict):
            ask(cast, case_id)
        withdraw_request(number, withdrawn_by=actor(cast, "north-1.admin"))
    with pytest.raises(Conflict):
        ask(cast, case_id)


def test_a_request_about_a_task_that_is_done_is_nobodys_any_more(cast: Cast) -> None:
    publish_approval()
    case_id = start(cast).case_id
    number = ask(cast, case_id)
    do(cast, "north-1.admin", case_id, subject="x")
    assert list_requests_to_decide(cast.viewer("north.officer")) == ()
    with pytest.raises((TaskNotOpen, NotAllowed)):
        decide_extension(number, grant=True, decided_by=actor(cast, "north.head"))
    assert letters("Просят продлить срок") == []  # it was done before the letter was written


def test_a_queue_of_two_asks_once(cast: Cast) -> None:
    cast.people["second"] = make_person("second", "Второй администратор", (Role.SCHOOL_ADMIN, "north-1"))
    publish_approval()
    case_id = start(cast).case_id
    ask(cast, case_id, "second")
    with pytest.raises(Conflict):
        ask(cast, case_id)
    clock.advance(timedelta(days=1))
    assert list_requests_to_decide(cast.viewer("second")) == ()


WITH_TIMERS = """
    start S
    user Fill Заполнить заявку
    user Told Узнать о просрочке
    user Held Проверить ход
    timer Late beside Fill P9D
    timer Halfway beside Fill P9D
    end Done
    end Known
    end Checked
    S > Fill > Done
    Late > Told > Known
    Halfway > Held > Checked
"""
MOVES = zeebe('<zeebe:properties><zeebe:property name="soglas:moves-with" value="Fill"/></zeebe:properties>')


def test_timers_that_count_from_the_term_move_with_it(cast: Cast) -> None:
    head = person_task("mouo_head@mouo")
    fill = person_task("school_admin@school", deadline="after 5 working days")
    publish(WITH_TIMERS, {"Fill": fill, "Told": head, "Held": head, "Late": MOVES})
    case_id = start(cast).case_id
    decide_extension(ask(cast, case_id), grant=True, decided_by=actor(cast, "north.officer"))
    due = {timer.element_id: timer.due_at for timer in db.session.query(Timer).filter_by(case_id=case_id)}
    assert due["Late"] - due["Halfway"] == LATER - TERM
    (entry,) = db.session.query(AuditEntry).filter_by(stream=f"case:{case_id}", action="grant_extension")
    assert [(one["element"], one["until"]) for one in entry.facts["timers"]] == [("Late", due["Late"].isoformat())]
    assert entry.facts["timers"][0]["was"] == due["Halfway"].isoformat()  # both moments are kept
    assert differences(case_id) == ()
    clock.advance(timedelta(days=10))
    run_everything_due()
    assert sorted(task.element_id for task in open_tasks(case_id)) == ["Fill", "Held"]
    clock.advance(LATER - TERM)
    run_everything_due()
    assert sorted(task.element_id for task in open_tasks(case_id)) == ["Fill", "Held", "Told"]
    assert differences(case_id) == ()
