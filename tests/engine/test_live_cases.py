"""Cases that stay in memory: the same as those that are read, never older than the database, never half done."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from app.engine.commands.steps.live_cases import MOST, live_cases
from app.engine.models import Case
from app.foundation.clock import advance, now, travel
from app.foundation.database import db
from app.foundation.errors import Stopped
from app.organisation.models import Organisation
from app.workflow.workflow import Workflow
from tests.cast import Cast
from tests.engine.stage import APPROVAL, case_row, differences, do, person_task, publish, publish_approval, start

BROKEN = APPROVAL.replace("user Agree Согласовать заявку", "user Agree Согласовать заявку\nscript Count").replace(
    "Fill > Agree", "Fill > Count > Agree"
)


def only_reading_is_forbidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a state that is read fail the test."""

    def refuse(*_args: Any, **_more: Any) -> None:
        raise AssertionError("the state was read")

    monkeypatch.setattr(Workflow, "load", refuse)


def test_the_next_step_of_a_case_reads_no_state(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_approval()
    case_id = start(cast).case_id
    with monkeypatch.context() as here:
        only_reading_is_forbidden(here)
        do(cast, "north-1.admin", case_id, subject="x")
        do(cast, "north.officer", case_id, outcome="return", comment="нет")
        do(cast, "north-1.admin", case_id, subject="y")
    assert differences(case_id) == ()
    assert case_row(case_id).readable["subject"] == "y"


def test_what_another_process_wrote_is_read_again(cast: Cast) -> None:
    publish_approval()
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="x")
    mine = copy.copy(live_cases()._cases)
    do(cast, "north.officer", case_id, outcome="return", comment="нет")  # as if another process had done it
    live_cases()._cases.clear()
    live_cases()._cases.update(mine)
    do(cast, "north-1.admin", case_id, subject="y")
    row = case_row(case_id)
    assert (row.round, row.edition, row.readable["subject"]) == (2, 2, "y")
    assert differences(case_id) == ()


def test_memory_and_state_say_the_same_after_every_step(cast: Cast) -> None:
    """The decision that a form is bound to does not depend on whether the case was in memory."""
    publish_approval()
    case_id = start(cast).case_id
    with travel(now()):
        for number in range(4):
            advance(timedelta(minutes=1))
            do(cast, "north-1.admin", case_id, subject=f"x{number}")
            kept = live_cases()._cases[case_id]
            row = case_row(case_id)
            read = Workflow.load(kept.workflow.definition, row.state)
            assert kept.state == row.state == kept.workflow.dump()
            assert read.open_tasks()[0].id == kept.workflow.open_tasks()[0].id
            assert read.messages() == kept.workflow.messages()
            assert {**read.variables, "case": kept.workflow.variables["case"]} == dict(kept.workflow.variables)
            if number % 2:
                live_cases().forget(case_id)
            do(cast, "north.officer", case_id, outcome="return", comment="нет")


def test_a_step_that_failed_leaves_nothing_in_memory(cast: Cast) -> None:
    tasks = {
        "Fill": person_task("school_admin@school", kind="fill"),
        "Agree": person_task("mouo_officer@mouo", form="remarks", kind="agree"),
        "Count": '<bpmn:extensionElements><zeebe:script expression="=1 / (if subject = &quot;0&quot; then 0 else 1)" '
        'resultVariable="n"/></bpmn:extensionElements>',
    }
    publish(BROKEN, tasks)
    case_id = start(cast).case_id
    with pytest.raises(Stopped):
        do(cast, "north-1.admin", case_id, subject="0")
    assert case_id not in live_cases()._cases
    do(cast, "north-1.admin", case_id, subject="1")
    assert differences(case_id) == ()


def test_a_name_that_changed_is_given_anew(cast: Cast) -> None:
    publish_approval()
    case_id = start(cast).case_id
    db.session.get_one(Organisation, cast.id("north-1")).short_name = "Лицей № 1"
    db.session.commit()
    do(cast, "north-1.admin", case_id, subject="x")
    facts = live_cases()._cases[case_id].workflow.variables["case"]
    assert facts["school"]["short_name"] == "Лицей № 1"
    assert (facts["round"], facts["edition"]) == (1, 1)
    assert "Лицей" not in case_row(case_id).state.decode("utf-8", "replace")


def test_a_damaged_state_is_not_hidden_by_memory(cast: Cast) -> None:
    publish_approval()
    case_id = start(cast).case_id
    db.session.execute(update(Case).where(Case.id == case_id).values(state=b"\x93garbage"))
    db.session.commit()
    assert differences(case_id)[0].startswith("state:")
    with pytest.raises(Stopped):
        do(cast, "north-1.admin", case_id, subject="x")


def test_closed_cases_and_the_longest_unused_are_forgotten(cast: Cast) -> None:
    publish_approval()
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="x")
    kept = live_cases()._cases[case_id]
    do(cast, "north.officer", case_id, outcome="approve")
    assert case_id not in live_cases()._cases
    for number in range(MOST + 5):
        live_cases().put(number, kept)
    assert len(live_cases()._cases) == MOST
