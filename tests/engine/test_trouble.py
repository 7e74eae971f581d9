"""What goes wrong is loud, loses nothing, and can be tried again."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from sqlalchemy import update

from app.access.models import Role
from app.engine.commands import (
    close_incident,
    complete_task,
    heal_tasks,
    rebuild_case,
    retry_incident,
)
from app.engine.handlers import JobRefused, register_job_handler, run_everything_due
from app.engine.models import (
    Case,
    CaseStatus,
    Draft,
    Incident,
    IncidentKind,
    IncidentState,
    Job,
    JobState,
    TaskState,
    UserTask,
)
from app.foundation.database import db
from app.foundation.errors import NotAllowed, Stopped
from app.organisation.commands import end_membership
from tests.cast import Cast, make_person
from tests.engine.stage import (
    APPROVAL,
    APPROVAL_TASKS,
    actor,
    case_row,
    differences,
    do,
    only_task,
    person_task,
    publish,
    publish_approval,
    start,
)

FAILS = """
    start S
    user Fill Заполнить заявку
    xor Which Сумма больше предела
    end Big
    end Small
    S > Fill > Which
    Which > Big if =amount > 100
    Which > Small if =amount <= 100
"""
FILL = {"Fill": person_task("school_admin@school", form="request", kind="fill")}


def test_a_gateway_that_fails_keeps_the_answers_and_opens_an_incident(cast: Cast) -> None:
    publish(FAILS, FILL)
    case_id = start(cast).case_id
    task = only_task(case_id)
    before = case_row(case_id).state
    with pytest.raises(Stopped) as stopped:
        complete_task(
            task.id, task.ver, {"subject": "Станок"}, completed_by=actor(cast, "north-1.admin"),
            raw={"subject": ["Станок"]},
        )  # fmt: skip
    incident = db.session.get_one(Incident, stopped.value.facts["incident_id"])
    assert (incident.kind, incident.element_id) == (IncidentKind.FAILED_STEP, "Which")
    assert "Сумма больше предела" in incident.ru
    assert only_task(case_id).state is TaskState.OPEN
    assert case_row(case_id).state == before
    draft = db.session.query(Draft).one()
    assert (draft.raw, draft.person_id) == ({"subject": ["Станок"]}, cast.person("north-1.admin").id)
    assert differences(case_id) == ()


def test_a_failed_step_is_done_again_in_the_name_of_the_person_who_answered(cast: Cast) -> None:
    publish(FAILS, FILL)
    case_id = start(cast).case_id
    task = only_task(case_id)
    with pytest.raises(Stopped) as stopped:
        complete_task(task.id, task.ver, {"subject": "Станок"}, completed_by=actor(cast, "north-1.admin"))
    first = int(str(stopped.value.facts["incident_id"]))
    with pytest.raises(NotAllowed):
        retry_incident(first, retried_by=actor(cast, "north-1.director"))
    assert retry_incident(first, retried_by=actor(cast, "region.sysadmin")) is False
    second = db.session.query(Incident).filter_by(state=IncidentState.OPEN).one()
    assert second.id != first
    db.session.execute(
        update(Incident).where(Incident.id == second.id).values(payload={**second.payload, "answers": {"amount": 5}})
    )
    db.session.commit()
    assert retry_incident(second.id, retried_by=actor(cast, "region.sysadmin")) is True
    assert case_row(case_id).outcome_element == "Small"
    done = db.session.get_one(UserTask, task.id)
    assert done.completed_by == cast.person("north-1.admin").id
    assert db.session.query(Incident).filter_by(state=IncidentState.OPEN).count() == 0


def test_a_case_that_cannot_begin_leaves_nothing_behind(cast: Cast) -> None:
    publish(
        FAILS.replace("S > Fill > Which", "S > Which")
        .replace("Which > Small if", "Which > Fill if")
        .replace("end Small", "end Small\nFill > Small"),
        FILL,
    )
    with pytest.raises(Stopped):
        start(cast)
    db.session.rollback()
    assert db.session.query(Case).count() == 0


def test_nobody_to_do_a_task_is_an_incident_that_heals_when_somebody_comes(cast: Cast) -> None:
    publish(APPROVAL, {**APPROVAL_TASKS, "Agree": person_task("regional_coordinator@coordinator", kind="agree")})
    case_id = start(cast).case_id
    holder = cast.person("coordinator.rep")
    from app.organisation.queries import memberships_of

    (membership,) = memberships_of(holder.id)
    end_membership(membership.id, last_day=date(2026, 6, 8), ended_by=actor(cast, "region.sysadmin"))
    do(cast, "north-1.admin", case_id, subject="x")
    incident = db.session.query(Incident).one()
    assert incident.kind is IncidentKind.NOBODY
    assert incident.ru.startswith("Некому делать «Согласовать заявку»: в организации Координатор")
    assert heal_tasks() == 0
    cast.people["new.rep"] = make_person("new.rep", "Новый координатор", (Role.REGIONAL_COORDINATOR, "coordinator"))
    assert heal_tasks() == 1
    db.session.rollback()
    db.session.expire_all()
    assert db.session.query(Incident).one().state is IncidentState.HEALED
    do(cast, "new.rep", case_id, outcome="approve")
    assert case_row(case_id).status is CaseStatus.COMPLETED


def test_rows_that_were_damaged_are_found_and_rebuilt_from_the_state(cast: Cast) -> None:
    publish_approval()
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="x")
    db.session.execute(update(UserTask).where(UserTask.element_id == "Agree").values(state="cancelled"))
    db.session.execute(update(Case).values(readable={"subject": "подделка"}))
    db.session.commit()
    found = differences(case_id)
    assert any("open tasks" in words for words in found)
    assert any("readable" in words for words in found)
    with pytest.raises(NotAllowed):
        rebuild_case(case_id, repaired_by=actor(cast, "north-1.director"))
    rebuild_case(case_id, repaired_by=actor(cast, "region.sysadmin"))
    assert differences(case_id) == ()
    assert only_task(case_id).element_id == "Agree"
    do(cast, "north.officer", case_id, outcome="approve")


def test_a_service_task_without_a_handler_is_an_incident_and_goes_on_when_there_is_one(cast: Cast) -> None:
    publish(
        "start S\nservice Number Присвоить номер\nend E\nS > Number > E",
        {"Number": '<bpmn:extensionElements><zeebe:taskDefinition type="give-number"/></bpmn:extensionElements>'},
    )
    case_id = start(cast).case_id
    assert differences(case_id) == ()
    run_everything_due()
    incident = db.session.query(Incident).filter_by(kind=IncidentKind.DEAD_JOB).one()
    assert "Присвоить номер" in incident.ru
    assert differences(case_id) == ()
    register_job_handler("give-number", lambda job: {"number": f"П-{job.case_id}"})
    assert retry_incident(incident.id, retried_by=actor(cast, "region.sysadmin"))
    run_everything_due()
    case = case_row(case_id)
    assert (case.status, case.readable["number"]) == (CaseStatus.COMPLETED, f"П-{case_id}")


def test_a_job_is_tried_again_later_and_later_and_then_waits_for_a_person(cast: Cast) -> None:
    from datetime import timedelta

    from app.engine.commands.run_jobs import MOST_ATTEMPTS
    from app.engine.commands.steps.jobs import add_job
    from app.foundation import clock
    from app.foundation.transaction import command

    tried = []

    def fail(job: object) -> None:
        tried.append(clock.now())
        raise ConnectionError("no answer")

    register_job_handler("flaky", fail)
    command(lambda: add_job("flaky", {"name": "Справка"}))()
    for _ in range(300):
        run_everything_due()
        clock.advance(timedelta(minutes=10))
    assert len(tried) == MOST_ATTEMPTS
    gaps = [second - first for first, second in pairwise(tried)]
    assert gaps == sorted(gaps)
    db.session.rollback()
    job = db.session.query(Job).filter_by(kind="flaky").one()
    assert job.state is JobState.DEAD
    assert "no answer" in job.last_error
    assert db.session.query(Incident).filter_by(job_id=job.id).count() == 1
    assert run_everything_due() == 0


def test_a_refused_job_is_not_tried_again(cast: Cast) -> None:
    from app.engine.commands.steps.jobs import add_job
    from app.foundation.transaction import command

    tried = []

    def refuse(job: object) -> None:
        tried.append(1)
        raise JobRefused("never")

    register_job_handler("wrong", refuse)
    command(lambda: add_job("wrong", {}))()
    run_everything_due()
    run_everything_due()
    assert tried == [1]
    incident = db.session.query(Incident).filter_by(kind=IncidentKind.DEAD_JOB).one()
    close_incident(incident.id, words="Не нужно", closed_by=actor(cast, "region.sysadmin"))
    db.session.expire_all()
    assert incident.state is IncidentState.CLOSED


def test_a_damaged_state_stops_one_case_and_no_other(cast: Cast) -> None:
    publish_approval()
    broken, sound = start(cast).case_id, start(cast, "north-2.admin", school="north-2").case_id
    db.session.execute(update(Case).where(Case.id == broken).values(state=b"\x93garbage"))
    db.session.commit()
    with pytest.raises(Stopped):
        do(cast, "north-1.admin", broken, subject="x")
    assert db.session.query(Incident).filter_by(case_id=broken).count() == 1
    do(cast, "north-2.admin", sound, subject="y")
    assert differences(sound) == ()
    assert differences(broken)[0].startswith("state:")
