"""Cases that open cases: a centre waits for its licence, takes its result, and is asked about it when it stops."""

from __future__ import annotations

import pytest

from app.audit.models import AuditEntry
from app.engine.commands import cancel_case
from app.engine.models import CallState, CaseStatus, Incident, IncidentState
from app.foundation.database import db
from app.foundation.errors import InvalidInput, Stopped
from app.processes.commands import PublishRefused
from tests.cast import Cast
from tests.engine.family import (
    CENTRE,
    OPENING,
    call_of,
    children_of,
    each_of,
    let_work_be_done,
    own_case,
    publish_family,
)
from tests.engine.stage import actor, case_row, differences, do, only_task, open_tasks, publish, start

CATCHING = """
    start S
    call Licence Лицензирование
    user Open Открыть центр
    user Mend Исправить
    user Hurry Поторопить
    end Opened
    S > Licence > Open > Opened
    error Wrong on Licence Err
    escalation Slow beside Licence Esc
    Wrong > Mend > Opened
    Slow > Hurry > Opened
"""
ALL = {**OPENING, "Mend": OPENING["Open"], "Hurry": OPENING["Open"]}


def family(*case_ids: int) -> None:
    """Assert that rows, states and links of these cases agree."""
    assert [differences(case_id) for case_id in case_ids] == [()] * len(case_ids)


def test_a_step_of_one_case_opens_another_and_goes_on_with_its_result(cast: Cast) -> None:
    inputs = '<zeebe:input source="=&quot;Лицензия&quot;" target="subject"/>'
    outputs = '<zeebe:output source="=result" target="licence"/><zeebe:output source="=amount * 2" target="paid"/>'
    publish_family(own_case(mappings=inputs + outputs))
    parent = start(cast, process="C").case_id
    assert open_tasks(parent) == []
    assert case_row(parent).open_words == "Лицензирование"
    (child,) = children_of(parent)
    row, call = case_row(child), call_of(child)
    assert (row.number, row.organisation_id, row.initiator_id) == (
        "ЛЦ-2026-0001", cast.id("north-1"), cast.person("north-1.admin").id,
    )  # fmt: skip
    assert row.readable["subject"] == "Лицензия"
    assert (call.parent_id, call.element_id, call.depth, call.state) == (parent, "Licence", 1, CallState.OPEN)
    opened = db.session.query(AuditEntry).filter_by(stream=f"case:{parent}", action="start_case").one()
    assert opened.facts["children"] == ["ЛЦ-2026-0001"]
    family(parent, child)
    do(cast, "north-1.admin", child, amount=20)
    assert case_row(child).outcome_element == "Granted"
    assert call_of(child).state is CallState.OPEN
    family(parent, child)  # the result is on its way
    let_work_be_done()
    assert call_of(child).state is CallState.RETURNED
    values = case_row(parent).readable
    assert (values["licence"], values["paid"]) == ("Granted", 40)
    assert "amount" not in values
    assert only_task(parent).opened_by == ""
    do(cast, "north.officer", parent)
    assert case_row(parent).status is CaseStatus.COMPLETED
    family(parent, child)


def test_without_mappings_only_how_the_child_ended_comes_back(cast: Cast) -> None:
    publish_family()
    parent = start(cast, process="C").case_id
    (child,) = children_of(parent)
    do(cast, "north-1.admin", child, subject="Тайна", amount=0)
    let_work_be_done()
    values = case_row(parent).readable
    assert (values["result"], values["result_case"]) == ("Refused", "ЛЦ-2026-0001")
    assert "subject" not in values


def test_each_organisation_of_a_list_gets_a_case_of_its_own(cast: Cast) -> None:
    inputs = '<zeebe:input source="=place" target="subject"/>'
    publish_family(own_case(mappings=inputs, loop=each_of('["north-1", "north-2"]'), organisation="=place"))
    parent = start(cast, process="C").case_id
    first, second = children_of(parent)
    assert [case_row(child).organisation_id for child in (first, second)] == [cast.id("north-1"), cast.id("north-2")]
    assert [call_of(child).instance for child in (first, second)] == [1, 2]
    do(cast, "north-2.admin", second, amount=0)
    let_work_be_done()
    assert open_tasks(parent) == []
    do(cast, "north-1.admin", first, amount=1)
    let_work_be_done()
    assert only_task(parent).element_id == "Open"
    assert case_row(parent).readable["results"] == ["Granted", "Refused"]
    family(parent, first, second)


def test_error_and_escalation_of_the_child_reach_the_events_at_the_call(cast: Cast) -> None:
    publish_family()
    publish(CATCHING, {**ALL, "Licence": own_case()}, process="C")
    parent = start(cast, process="C").case_id
    (child,) = children_of(parent)
    do(cast, "north-1.admin", child, amount=101)
    let_work_be_done()
    assert sorted(task.element_id for task in open_tasks(parent)) == ["Hurry", "Open"]
    another = start(cast, process="C").case_id
    (child,) = children_of(another)
    do(cast, "north-1.admin", child, amount=-1)
    assert case_row(child).outcome_element == "Broken"
    let_work_be_done()
    assert only_task(another).element_id == "Mend"
    family(parent, another, child)


def test_an_error_that_the_parent_does_not_catch_is_an_incident_of_the_parent(cast: Cast) -> None:
    publish_family()
    parent = start(cast, process="C").case_id
    (child,) = children_of(parent)
    do(cast, "north-1.admin", child, amount=-1)
    let_work_be_done()
    incident = db.session.query(Incident).filter_by(case_id=parent).one()
    assert incident.state is IncidentState.OPEN
    assert "Лицензирование" in incident.ru
    family(parent, child)


def test_whoever_cancels_the_parent_says_what_becomes_of_each_child(cast: Cast) -> None:
    publish_family(own_case(loop=each_of('["north-1", "north-2"]'), organisation="=place"))
    parent = start(cast, process="C").case_id
    first, second = children_of(parent)
    head = actor(cast, "region.sysadmin")
    with pytest.raises(InvalidInput) as asked:
        cancel_case(parent, cancelled_by=head, reason="Закрыто", children={first: "cancel"})
    assert asked.value.facts["children"] == [second]
    cancel_case(parent, cancelled_by=head, reason="Закрыто", children={first: "cancel", second: "keep"})
    assert [case_row(one).status for one in (parent, first, second)] == [
        CaseStatus.CANCELLED, CaseStatus.CANCELLED, CaseStatus.RUNNING,
    ]  # fmt: skip
    assert [call_of(first).state, call_of(second).state] == [CallState.CANCELLED, CallState.ALONE]
    left = db.session.query(AuditEntry).filter_by(stream=f"case:{second}", action="leave_case").one()
    assert (left.facts["parent"], left.facts["comment"]) == ("ЦР-2026-0001", "Закрыто")
    do(cast, "north-2.admin", second, amount=1)
    let_work_be_done()
    family(parent, first, second)


def test_a_child_that_is_withdrawn_or_cancelled_brings_that_back(cast: Cast) -> None:
    publish_family()
    parent = start(cast, process="C").case_id
    (child,) = children_of(parent)
    cancel_case(child, cancelled_by=actor(cast, "region.sysadmin"), reason="Ошибка")
    let_work_be_done()
    assert case_row(parent).readable["result"] == "cancelled"
    assert only_task(parent).element_id == "Open"
    family(parent, child)


def test_a_timer_that_leaves_the_call_cancels_the_child_unless_the_diagram_lets_it_run_on(cast: Cast) -> None:
    from datetime import timedelta

    from app.foundation import clock

    text = CENTRE + "\n    timer Over on Licence P30D\n    Over > Opened"
    for property_value, status in (("cancel", CaseStatus.CANCELLED), ("continue", CaseStatus.RUNNING)):
        publish_family(own_case(when_left=property_value), centre=text)
        parent = start(cast, process="C").case_id
        (child,) = children_of(parent)
        with clock.travel(clock.now() + timedelta(days=31)):
            let_work_be_done()
        assert case_row(parent).status is CaseStatus.COMPLETED
        assert case_row(child).status is status
        family(parent, child)


def test_a_call_of_a_process_that_is_not_published_is_refused_when_the_caller_is_published(cast: Cast) -> None:
    with pytest.raises(PublishRefused) as refused:
        publish(CENTRE, {**OPENING, "Licence": own_case("nowhere")}, process="C")
    assert "called-process-missing" in {finding.rule for finding in refused.value.findings}


def test_a_process_that_opens_itself_without_end_is_stopped_and_nothing_is_kept(cast: Cast) -> None:
    publish("start S\n call Again Ещё\n end E\n S > Again > E", {"Again": own_case("C")}, process="C")
    with pytest.raises(Stopped) as stopped:
        start(cast, process="C")
    assert "10" in stopped.value.facts["ru"]
    from app.engine.models import Case

    assert db.session.query(Case).count() == 0
