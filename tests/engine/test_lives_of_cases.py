"""A case from its start to its end, as the people of a school and its municipality live it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.audit.models import AuditEntry
from app.engine.commands import TaskNotOpen, claim_task, complete_task, release_task, withdraw_case
from app.engine.models import CaseStatus, TaskState, UserTask
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from tests.cast import Cast
from tests.engine.stage import (
    actor,
    case_row,
    differences,
    do,
    only_task,
    publish_approval,
    start,
)


def test_a_school_submits_and_its_municipality_approves(cast: Cast) -> None:
    publish_approval()
    started = start(cast)
    assert started.number == "ЗП-2026-0001"
    assert started.next_task_id == only_task(started.case_id).id
    do(cast, "north-1.admin", started.case_id, subject="Принтер", amount=Decimal("10.5"), wanted_on=date(2026, 9, 1))
    task = only_task(started.case_id)
    assert (task.element_id, task.role, task.organisation_id) == ("Agree", "mouo_officer", cast.id("north"))
    assert task.opened_by == cast.person("north-1.admin").name
    done = do(cast, "north.officer", started.case_id, outcome="approve")
    assert done.status is CaseStatus.COMPLETED
    case = case_row(started.case_id)
    assert (case.status, case.outcome_element) == (CaseStatus.COMPLETED, "Done")
    assert case.readable == {"subject": "Принтер", "amount": Decimal("10.5"), "wanted_on": date(2026, 9, 1)} | {
        name: value for name, value in case.readable.items() if name == "initiator"
    }
    assert differences(started.case_id) == ()


def test_a_return_opens_the_next_round_and_keeps_the_answers_of_the_first(cast: Cast) -> None:
    publish_approval()
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="Принтер")
    do(cast, "north.officer", case_id, outcome="return", comment="Нужен расчёт", remark="нет расчёта")
    task = only_task(case_id)
    assert (task.element_id, task.round, task.opened_by_outcome) == ("Fill", 2, "return")
    assert case_row(case_id).round == 2
    do(cast, "north-1.admin", case_id, subject="Принтер и расчёт")
    first, second = db.session.query(UserTask).filter_by(case_id=case_id, element_id="Fill").order_by(UserTask.id).all()
    assert (first.answers, second.answers) == ({"subject": "Принтер"}, {"subject": "Принтер и расчёт"})
    assert only_task(case_id).round == 2
    assert differences(case_id) == ()


def test_return_and_reject_need_a_text(cast: Cast) -> None:
    publish_approval()
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="Принтер")
    with pytest.raises(InvalidInput):
        do(cast, "north.officer", case_id, outcome="return")
    with pytest.raises(InvalidInput):
        do(cast, "north.officer", case_id, outcome="burn", comment="x")
    with pytest.raises(InvalidInput):
        do(cast, "north.officer", case_id)
    assert only_task(case_id).element_id == "Agree"


def test_a_second_submission_is_told_who_was_first_and_when(cast: Cast) -> None:
    publish_approval()
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="Принтер")
    task = only_task(case_id)
    done = do(cast, "north.officer", case_id, outcome="approve")
    with pytest.raises(TaskNotOpen) as told:
        complete_task(
            done.task_id, task.ver, {}, outcome="reject", comment="нет", completed_by=actor(cast, "north.officer")
        )
    assert told.value.by == cast.person("north.officer").name
    assert told.value.outcome == "approve"
    assert told.value.at is not None
    assert told.value.how == "completed"


def test_a_stranger_sees_nothing_and_the_initiator_cannot_decide_on_their_own_request(cast: Cast) -> None:
    publish_approval()
    case_id = start(cast, "north.officer").case_id
    do(cast, "north-1.admin", case_id, subject="Принтер")
    with pytest.raises(NotFound):
        do(cast, "south.officer", case_id, outcome="approve")
    with pytest.raises(NotAllowed) as told:
        do(cast, "north.officer", case_id, outcome="approve")
    assert told.value.facts["reason"] == "initiator"


def test_only_what_the_form_of_the_version_lets_people_write_is_taken(cast: Cast) -> None:
    publish_approval()
    case_id = start(cast).case_id
    for name in ("outcome", "case", "settings", "invented"):
        with pytest.raises(InvalidInput):
            do(cast, "north-1.admin", case_id, **{name: "x"})
    assert only_task(case_id).state is TaskState.OPEN


def test_a_task_that_a_colleague_took_is_theirs_until_they_give_it_back(cast: Cast) -> None:
    from app.access.models import Role
    from tests.cast import make_person

    publish_approval()
    colleague = make_person("north.officer-2", "Второй специалист", (Role.MOUO_OFFICER, "north"))
    cast.people["north.officer-2"] = colleague
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="Принтер")
    task_id = only_task(case_id).id
    claim_task(task_id, claimed_by=actor(cast, "north.officer"))
    claim_task(task_id, claimed_by=actor(cast, "north.officer"))
    with pytest.raises(TaskNotOpen) as told:
        do(cast, "north.officer-2", case_id, outcome="approve")
    assert told.value.how == "taken"
    assert told.value.by == cast.person("north.officer").name
    with pytest.raises(NotAllowed):
        release_task(task_id, released_by=actor(cast, "north.officer-2"))
    release_task(task_id, released_by=actor(cast, "north.officer"))
    do(cast, "north.officer-2", case_id, outcome="approve")
    assert case_row(case_id).status is CaseStatus.COMPLETED


def test_the_initiator_withdraws_and_nobody_else(cast: Cast) -> None:
    publish_approval()
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="Принтер")
    with pytest.raises(NotAllowed):
        withdraw_case(case_id, withdrawn_by=actor(cast, "north-1.hr"), reason="ошибка")
    withdraw_case(case_id, withdrawn_by=actor(cast, "north-1.admin"), reason="ошибка")
    assert case_row(case_id).status is CaseStatus.WITHDRAWN
    task = db.session.query(UserTask).filter_by(case_id=case_id, element_id="Agree").one()
    assert task.state is TaskState.CANCELLED
    with pytest.raises(Conflict):
        withdraw_case(case_id, withdrawn_by=actor(cast, "north-1.admin"), reason="ещё раз")
    assert differences(case_id) == ()


def test_every_act_is_in_the_chain_of_the_case(cast: Cast) -> None:
    publish_approval()
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="Принтер")
    do(cast, "north.officer", case_id, outcome="approve")
    entries = db.session.query(AuditEntry).filter_by(stream=f"case:{case_id}").order_by(AuditEntry.number).all()
    assert [entry.action for entry in entries] == ["start_case", "complete_task", "complete_task"]
    assert case_row(case_id).audit_hash == entries[-1].hash
    assert entries[-1].facts["outcome"] == "approve"
    assert len(entries[-1].facts["content"]) == 64


def test_a_person_without_a_start_role_cannot_start(cast: Cast) -> None:
    publish_approval()
    with pytest.raises(NotAllowed):
        start(cast, "south-5.admin")
    with pytest.raises(NotAllowed):
        start(cast, "north-1.parents")
