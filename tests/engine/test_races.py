"""Several people and workers at once: one decision for each task, nothing lost, nothing done twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask

from app.audit.models import Actor, AuditEntry
from app.engine.commands import TaskNotOpen, claim_task, complete_task, deliver_message, fire_timer
from app.engine.handlers import list_due
from app.engine.handlers.sweep import run_safely
from app.engine.models import CaseStatus, Job, JobState, TaskState, Timer, UserTask
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import NotFound
from tests.cast import Cast
from tests.engine.stage import (
    actor,
    case_row,
    differences,
    do,
    only_task,
    open_tasks,
    person_task,
    publish,
    publish_approval,
    start,
)

PARALLEL = """
    start S
    and Split
    user Left Мнение слева
    user Right Мнение справа
    and Join
    end Done
    S > Split
    Split > Left > Join
    Split > Right > Join
    Join > Done
"""
BOTH = {
    "Left": person_task("school_admin@school", form="request", kind="fill"),
    "Right": person_task("hr_accounting@school", form="remarks", kind="fill"),
}


def at_once(app: Flask, *acts: Callable[[], Any]) -> list[Any]:
    """Run the acts in threads of their own, begun together; return what each gave or raised."""
    results: list[Any] = [None] * len(acts)
    ready = threading.Barrier(len(acts))

    def run(index: int, act: Callable[[], Any]) -> None:
        with app.app_context():
            try:
                ready.wait(10)
                results[index] = act()
            except Exception as error:
                results[index] = error
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(index, act)) for index, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_two_who_decide_at_once_make_one_decision_and_the_other_is_told_who_and_when(app: Flask, cast: Cast) -> None:
    publish_approval()
    officer, colleague = (
        actor(cast, "north.officer"),
        Actor(person_id=cast.person("north.officer").id, name="Вторая вкладка"),
    )
    for _ in range(15):
        case_id = start(cast).case_id
        do(cast, "north-1.admin", case_id, subject="x")
        task = only_task(case_id)
        task_id, ver = task.id, task.ver
        db.session.rollback()

        def decide(by: Actor, outcome: str, task_id: int = task_id, ver: int = ver) -> Any:
            return complete_task(task_id, ver, {}, outcome=outcome, comment="текст", completed_by=by)

        results = at_once(
            app,
            lambda: decide(officer, "approve"),
            lambda: decide(colleague, "reject"),
            lambda: decide(officer, "approve"),
            lambda: decide(colleague, "return"),
        )
        refused = [result for result in results if isinstance(result, TaskNotOpen)]
        assert len(refused) == 3, results
        row = db.session.get_one(UserTask, task_id, populate_existing=True)
        assert all((told.by, told.outcome) == (row.completed_by_name, row.outcome) for told in refused)
        assert all(told.at == row.completed_at for told in refused)
        decisions = db.session.query(AuditEntry).filter_by(stream=f"case:{case_id}", action="complete_task").count()
        assert decisions == 2
        assert differences(case_id) == ()


def test_forty_races_of_different_tasks_of_one_case_lose_nothing(app: Flask, cast: Cast) -> None:
    publish(PARALLEL, BOTH)
    left_by, right_by = actor(cast, "north-1.admin"), actor(cast, "north-1.hr")
    for number in range(40):
        case_id = start(cast).case_id
        tasks = {task.element_id: task.id for task in open_tasks(case_id)}
        db.session.rollback()
        results = at_once(
            app,
            lambda tasks=tasks, number=number: complete_task(
                tasks["Left"], 1, {"subject": f"слева {number}"}, completed_by=left_by
            ),
            lambda tasks=tasks, number=number: complete_task(
                tasks["Right"], 1, {"remark": f"справа {number}"}, completed_by=right_by
            ),
        )
        assert not [result for result in results if isinstance(result, Exception)], results
        case = case_row(case_id)
        assert case.status is CaseStatus.COMPLETED
        assert (case.readable["subject"], case.readable["remark"]) == (f"слева {number}", f"справа {number}")
        assert differences(case_id) == ()


def test_two_who_take_a_task_at_once_are_one(app: Flask, cast: Cast) -> None:
    from app.access.models import Role
    from tests.cast import make_person

    cast.people["second"] = make_person("second", "Второй специалист", (Role.MOUO_OFFICER, "north"))
    publish_approval()
    for _ in range(10):
        case_id = start(cast).case_id
        do(cast, "north-1.admin", case_id, subject="x")
        task_id = only_task(case_id).id
        one, two = actor(cast, "north.officer"), actor(cast, "second")
        db.session.rollback()
        results = at_once(
            app,
            lambda task_id=task_id, one=one: claim_task(task_id, claimed_by=one),
            lambda task_id=task_id, two=two: claim_task(task_id, claimed_by=two),
        )
        assert sum(result is None for result in results) == 1, results
        (refused,) = [result for result in results if result is not None]
        assert isinstance(refused, TaskNotOpen)
        assert refused.how == "taken"


def test_workers_that_fire_the_same_timers_have_one_effect(app: Flask, cast: Cast) -> None:
    publish(
        "start S\nuser Fill Заполнить\nuser Late Узнать\ntimer T beside Fill PT1S\nend Done\nend Told\n"
        "S > Fill > Done\nT > Late > Told",
        {"Fill": person_task("school_admin@school"), "Late": person_task("mouo_head@mouo")},
    )
    cases = [start(cast).case_id for _ in range(12)]
    with clock.travel(clock.now() + timedelta(hours=1), all_threads=True):
        timers = [row.id for row in db.session.query(Timer).order_by(Timer.id)]
        db.session.rollback()

        def fire_all() -> list[bool]:
            return [fire_timer(timer_id) for timer_id in timers]

        at_once(app, fire_all, fire_all, fire_all)
        at_once(app, fire_all, fire_all)
    for case_id in cases:
        assert sorted(task.element_id for task in open_tasks(case_id)) == ["Fill", "Late"]
        fired = db.session.query(AuditEntry).filter_by(stream=f"case:{case_id}", action="fire_timer").count()
        assert fired == 1
        assert differences(case_id) == ()


def test_workers_share_jobs_and_do_each_once(app: Flask, cast: Cast) -> None:
    from app.engine.commands.steps.jobs import add_job
    from app.engine.handlers import register_job_handler
    from app.foundation.transaction import command

    done: list[int] = []
    register_job_handler("count", lambda job: done.append(job.id))
    command(lambda: [add_job("count", {"n": number}) for number in range(30)])()

    def work() -> None:
        for item in list_due():
            run_safely(item, threading.current_thread().name)

    at_once(app, work, work, work)
    at_once(app, work, work, work)
    assert sorted(done) == sorted(set(done))
    assert len(done) == 30
    db.session.rollback()
    assert db.session.query(Job).filter_by(kind="count", state=JobState.DONE).count() == 30


def test_a_worker_that_dies_with_a_job_gives_it_back_when_its_lock_ends(cast: Cast) -> None:
    from app.engine.commands.run_jobs import LOCK, take_job
    from app.engine.commands.steps.jobs import add_job
    from app.foundation.transaction import command

    command(lambda: add_job("mail", {}))()
    first = take_job("killed")
    assert first is not None
    assert take_job("another") is None
    clock.advance(LOCK + timedelta(seconds=1))
    second = take_job("another")
    assert second is not None
    assert (second.id, second.attempts) == (first.id, 2)


def test_a_message_that_comes_twice_at_once_is_received_once(app: Flask, cast: Cast) -> None:
    publish(
        "start S\ncatch-message Wait Msg\nuser Fill Заполнить\nend E\nS > Wait > Fill > E",
        {"Fill": person_task("school_admin@school")},
    )
    started = start(cast)
    officer = actor(cast, "north.officer")
    db.session.rollback()

    def send() -> int:
        return deliver_message("ответ", started.number, {"subject": "да"}, delivered_by=officer)

    results = at_once(app, send, send, send)
    assert sum(result == started.case_id for result in results) == 1, results
    assert sum(isinstance(result, NotFound) for result in results) == 2
    assert [task.state for task in open_tasks(started.case_id)] == [TaskState.OPEN]
    assert differences(started.case_id) == ()
