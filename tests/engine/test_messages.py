"""Messages between cases: to who waits, to a new case, kept until somebody waits; nothing lost, nothing twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.engine.handlers import list_due
from app.engine.handlers.sweep import run_safely
from app.engine.models import CallState, Case, CaseStatus, Job, JobState, MessageDelivery
from app.foundation import clock
from app.foundation.database import db
from tests.cast import Cast
from tests.engine.family import call_of, children_of, let_work_be_done, own_case
from tests.engine.stage import case_row, differences, do, only_task, open_tasks, person_task, start
from tests.engine.test_races import at_once
from tests.workflow.drawing import zeebe

SENDER = """
    start S
    user Fill Заполнить
    throw-message Told Msg
    end Done
    S > Fill > Told > Done
"""
WAITER = """
    start S
    user Before До
    catch-message Heard Msg
    user After После
    end Done
    S > Before > Heard > After > Done
"""
OPENED = """
    start-message Called Msg
    user Work Работать
    end Done
    Called > Work > Done
"""
CALLER = """
    start S
    user Fill Заполнить
    call Ask Спросить
    user After После
    end Done
    S > Fill > Ask > After > Done
"""
FILL = {name: person_task("school_admin@school", form="request", kind="fill") for name in ("Fill", "Before", "After")}


def event(*, mappings: str = "", **properties: str) -> str:
    """Return the inside of a throwing event."""
    listed = "".join(f"<zeebe:property name=\"soglas:{name}\" value='{text}'/>" for name, text in properties.items())
    mapped = f"<zeebe:ioMapping>{mappings}</zeebe:ioMapping>" if mappings else ""
    return zeebe(f"{mapped}<zeebe:properties>{listed}</zeebe:properties>")


def keyed(text: str, tasks: dict[str, str], process: str, key: str = "=subject") -> None:
    """Publish a process whose message is correlated by its variable `subject`."""
    from app.audit.models import SYSTEM
    from app.processes.commands import publish_version
    from app.workflow.package import Package, SourceFile
    from tests.engine.stage import make_package

    package = make_package(text, tasks, process=process, number_prefix=process * 2)
    (file,) = package.diagrams
    data = file.data.replace(b'correlationKey="=case.number"', f'correlationKey="{key}"'.encode())
    publish_version(
        Package(diagrams=(SourceFile(name=file.name, data=data),), forms=package.forms), published_by=SYSTEM
    )


def publish_both(sending: str = "", waiter: str = WAITER) -> None:
    """Publish the process that sends and the one that waits."""
    keyed(waiter, FILL, "W")
    keyed(SENDER, {**FILL, **({"Told": sending} if sending else {})}, "M")


def sent(cast: Cast, subject: str = "Центр 7") -> int:
    """Run a case that sends the message and return its id."""
    case_id = start(cast, process="M").case_id
    do(cast, "north-1.admin", case_id, subject=subject)
    return case_id


def waiting(cast: Cast, subject: str = "Центр 7") -> int:
    """Run a case until it waits for the message and return its id."""
    case_id = start(cast, process="W").case_id
    do(cast, "north-1.admin", case_id, subject=subject)
    return case_id


def test_a_message_wakes_the_case_that_waits_for_its_key_and_brings_its_values(cast: Cast) -> None:
    publish_both(event(mappings='<zeebe:input source="=subject" target="news"/>'))
    other, waiter = waiting(cast, "Центр 8"), waiting(cast)
    sender = sent(cast)
    assert case_row(sender).status is CaseStatus.COMPLETED
    let_work_be_done()
    assert only_task(waiter).element_id == "After"
    assert case_row(waiter).readable["news"] == "Центр 7"
    assert open_tasks(other) == []
    clock.advance(timedelta(hours=2))
    let_work_be_done()
    entries = db.session.query(AuditEntry).filter_by(stream=f"case:{waiter}", action="deliver_message").count()
    assert entries == 1
    assert [differences(one) for one in (sender, waiter, other)] == [()] * 3


def test_a_message_waits_for_whoever_comes_later_but_not_for_ever(cast: Cast) -> None:
    publish_both(event(keep="P2D"))
    sent(cast)
    let_work_be_done()
    clock.advance(timedelta(days=1))
    late = waiting(cast)
    let_work_be_done()
    assert only_task(late).element_id == "After"
    silent = sent(cast, "Центр 9")
    clock.advance(timedelta(days=3))
    let_work_be_done()
    too_late = waiting(cast, "Центр 9")
    let_work_be_done()
    assert open_tasks(too_late) == []
    assert db.session.query(AuditEntry).filter_by(stream=f"case:{silent}", action="message_expired").count() == 1
    assert db.session.query(Job).filter_by(kind="case.message", state=JobState.WAITING).count() == 0
    assert differences(silent) == ()


def test_a_message_opens_a_case_of_a_process_that_begins_with_it_for_the_organisation_it_names(cast: Cast) -> None:
    keyed(OPENED, {"Work": FILL["Fill"]}, "O")
    naming = event(mappings='<zeebe:input source="=subject" target="subject"/>', organisation='="north-2"')
    keyed(SENDER, {**FILL, "Told": naming}, "M")
    sender = sent(cast)
    let_work_be_done()
    clock.advance(timedelta(hours=3))
    let_work_be_done()
    (opened,) = db.session.scalars(select(Case).where(Case.number.like("OO-%"))).all()
    assert (opened.organisation_id, opened.readable["subject"]) == (cast.id("north-2"), "Центр 7")
    assert opened.initiator_id == cast.person("north-1.admin").id
    entry = db.session.query(AuditEntry).filter_by(stream=f"case:{opened.id}", action="start_case").one()
    assert (entry.facts["message"], entry.facts["sender"]) == ("ответ", case_row(sender).number)
    assert differences(opened.id) == ()


def calling(cast: Cast, subject: str = "Центр 7") -> int:
    """Run a case of the caller until it waits for its call and return its id."""
    case_id = start(cast, process="C").case_id
    do(cast, "north-1.admin", case_id, subject=subject)
    return case_id


def test_a_call_takes_over_the_case_that_already_waits_for_its_message(cast: Cast) -> None:
    keyed(WAITER, FILL, "W")
    ask = own_case("W", correlate="ответ", correlate_key="=subject", correlate_while="=amount = null")
    keyed(CALLER, {**{name: FILL[name] for name in ("Fill", "After")}, "Ask": ask}, "C")
    keyed(SENDER, {"Fill": FILL["Fill"]}, "M")
    other, prepared = waiting(cast, "Центр 8"), waiting(cast)
    parent = calling(cast)
    assert children_of(parent) == [prepared]
    assert call_of(prepared).state is CallState.OPEN
    entry = db.session.query(AuditEntry).filter_by(stream=f"case:{prepared}", action="take_over_case").one()
    assert entry.facts["parent"] == case_row(parent).number
    (new,) = children_of(calling(cast))  # the one that waits belongs to somebody: this call opens its own
    assert only_task(new).element_id == "Before"
    sent(cast)
    let_work_be_done()
    do(cast, "north-1.admin", prepared, subject="Центр 7")
    let_work_be_done()
    assert (case_row(prepared).status, only_task(parent).element_id) == (CaseStatus.COMPLETED, "After")
    do(cast, "north-1.admin", parent, subject="Центр 7")
    assert [differences(one) for one in (parent, prepared, other, new)] == [()] * 4


def test_a_call_leaves_alone_a_case_that_is_further_on_and_opens_a_new_one(cast: Cast) -> None:
    keyed(WAITER, FILL, "W")
    ask = own_case("W", correlate="ответ", correlate_key="=subject", correlate_while="=amount = null")
    keyed(CALLER, {**{name: FILL[name] for name in ("Fill", "After")}, "Ask": ask}, "C")
    far = start(cast, process="W").case_id
    do(cast, "north-1.admin", far, subject="Центр 7", amount=5)
    (new,) = children_of(calling(cast))
    assert new != far
    assert differences(far) == ()


def test_workers_and_waiters_at_the_same_moment_lose_no_message_and_take_none_twice(app: Flask, cast: Cast) -> None:
    publish_both()
    for number in range(3):
        subject = f"Центр {number}"
        waiter, sender = start(cast, process="W").case_id, start(cast, process="M").case_id
        acts: list[Any] = [
            lambda one=one, subject=subject: do(cast, "north-1.admin", one, subject=subject) for one in (waiter, sender)
        ]
        at_once(app, *acts, _sweep, _sweep)
        at_once(app, _sweep, _sweep)
        clock.advance(timedelta(minutes=1))
        let_work_be_done()
        assert only_task(waiter).element_id == "After"
        delivered = db.session.query(MessageDelivery).filter_by(case_id=waiter).count()
        assert delivered == 1
        assert [differences(one) for one in (waiter, sender)] == [()] * 2


def _sweep() -> None:
    for due in list_due():
        run_safely(due, "worker")


@pytest.mark.parametrize("keep", ["", "P1D"])
def test_a_try_out_keeps_messages_as_an_installation_does(keep: str) -> None:
    from app.workflow.trial import run_trial
    from tests.workflow.drawing import drawn

    text = """
        start S
        send Told Сообщить
        user Pause Пауза
        catch-message Heard Msg
        end Done
        S > Told > Pause > Heard > Done
    """
    package = drawn(text, inside={"Told": event(keep=keep)}, attributes={"Told": 'messageRef="Msg"'})
    case = {"number": "1"}
    waiting_days = {"": "P20D", "P1D": "P2D"}[keep]
    steps = [{"advance": waiting_days}, {"complete": "Pause"}]
    answer = run_trial(package, {"start": {"variables": {"case": case}}, "steps": steps})
    assert answer["state"] == ("completed" if not keep else "waiting")
