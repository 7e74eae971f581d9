"""Terms: working days of the organisation, reminders, the due day, overdue and escalation, each said exactly once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from app.audit.models import AuditEntry
from app.engine.handlers import list_due, run_everything_due
from app.engine.models import Incident, IncidentKind, Job, Timer
from app.engine.models.task import NEVER
from app.foundation import clock
from app.foundation.database import db
from tests.cast import Cast
from tests.engine.stage import (
    APPROVAL,
    APPROVAL_TASKS,
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


def events(case_id: int) -> list[tuple[str, list[int]]]:
    """Return what was said about tasks of a case: moment and who heard of it."""
    db.session.rollback()
    rows = db.session.query(AuditEntry).filter_by(stream=f"case:{case_id}", action="attend_to_task")
    return [(told["moment"], told["to"]) for row in rows.order_by(AuditEntry.number) for told in row.facts["told"]]


def notices(event: str) -> list[Job]:
    db.session.rollback()
    return [job for job in db.session.query(Job).filter_by(kind="notice") if job.payload["event"] == event]


def test_a_task_is_due_after_working_days_in_the_calendar_of_its_organisation(cast: Cast) -> None:
    publish_approval()
    case_id = start(cast).case_id  # Tuesday 9 June 2026; Friday the 12th is a holiday
    task = only_task(case_id)
    assert (task.legal_date, task.safe_date) == (date(2026, 6, 17), date(2026, 6, 17))
    assert task.due_at == datetime(2026, 6, 17, 14, 59, 59, tzinfo=UTC)  # the last second of the day in Chita
    assert task.burn_at == task.due_at


def test_a_printed_date_on_a_free_day_stays_legal_and_burns_on_the_day_before(cast: Cast) -> None:
    publish(APPROVAL, {**APPROVAL_TASKS, "Fill": person_task("school_admin@school", deadline="yearly 08-15")})
    task = only_task(start(cast).case_id)
    assert (task.legal_date, task.safe_date) == (date(2026, 8, 15), date(2026, 8, 14))
    assert task.burn_at < (task.due_at or NEVER)


def test_everybody_hears_of_a_term_exactly_once(cast: Cast) -> None:
    publish(APPROVAL, {**APPROVAL_TASKS, "Fill": person_task("school_admin@school", deadline="after P20D")})
    case_id = start(cast).case_id
    admin, director = cast.person("north-1.admin").id, cast.person("north-1.director").id
    officer, head = cast.person("north.officer").id, cast.person("north.head").id
    while clock.now() < datetime(2026, 7, 20, tzinfo=UTC):
        clock.advance(timedelta(hours=24))
        run_everything_due()
    assert events(case_id) == [
        ("remind", [admin]),  # 14 days before
        ("remind", [admin]),
        ("remind", [admin]),
        ("remind", [admin]),
        ("due", [admin, director]),
        ("overdue", [admin, officer]),
        ("escalate", [head]),
    ]
    assert only_task(case_id).attend_at == NEVER
    assert only_task(case_id).known_by == "mouo_head"
    assert list_due() == []
    assert differences(case_id) == ()


def test_a_worker_that_was_away_says_only_the_last_reminder_and_every_escalation(cast: Cast) -> None:
    publish(
        APPROVAL,
        {
            **APPROVAL_TASKS,
            "Fill": person_task(
                "school_admin@school", deadline="after P20D", escalate="mouo_officer@mouo P1D; mouo_head@mouo P5D"
            ),
        },
    )
    case_id = start(cast).case_id
    clock.advance(timedelta(days=60))
    run_everything_due()
    assert [moment for moment, _ in events(case_id)] == ["due", "overdue", "escalate", "escalate"]
    assert events(case_id)[-1][1] == [cast.person("north.head").id]


def test_a_clock_that_jumps_back_says_nothing_twice(cast: Cast) -> None:
    publish(APPROVAL, {**APPROVAL_TASKS, "Fill": person_task("school_admin@school", deadline="after P20D")})
    case_id = start(cast).case_id
    clock.advance(timedelta(days=15))
    run_everything_due()
    said = events(case_id)
    assert said
    for jump in (timedelta(days=-3), timedelta(days=3), timedelta(hours=-1), timedelta(hours=1)):
        clock.advance(jump)
        run_everything_due()
    assert events(case_id) == said


def test_a_finished_task_is_never_reminded_of(cast: Cast) -> None:
    publish_approval()
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="x")
    do(cast, "north.officer", case_id, outcome="approve")
    clock.advance(timedelta(days=60))
    run_everything_due()
    assert events(case_id) == []


def test_a_deadline_that_cannot_be_reckoned_opens_the_task_and_an_incident(cast: Cast) -> None:
    publish(APPROVAL, {**APPROVAL_TASKS, "Fill": person_task("school_admin@school", deadline="date =wanted_on")})
    case_id = start(cast).case_id
    assert only_task(case_id).legal_date is None
    incident = db.session.query(Incident).filter_by(case_id=case_id).one()
    assert incident.kind is IncidentKind.BAD_DEADLINE
    assert "Заполнить заявку" in incident.ru


WITH_TIMER = """
    start S
    user Fill Заполнить
    user Late Напомнить начальнику
    timer Boundary beside Fill P3D
    end Done
    end Told
    S > Fill > Done
    Boundary > Late > Told
"""
TIMER_TASKS = {"Fill": person_task("school_admin@school"), "Late": person_task("mouo_head@mouo")}


def test_a_timer_of_the_diagram_fires_once_when_it_is_due(cast: Cast) -> None:
    publish(WITH_TIMER, TIMER_TASKS)
    case_id = start(cast).case_id
    assert db.session.query(Timer).filter_by(case_id=case_id).count() == 1
    clock.advance(timedelta(days=2, hours=23))
    assert run_everything_due() >= 0
    assert [task.element_id for task in open_tasks(case_id)] == ["Fill"]
    clock.advance(timedelta(hours=2))
    run_everything_due()
    run_everything_due()
    assert sorted(task.element_id for task in open_tasks(case_id)) == ["Fill", "Late"]
    assert db.session.query(Timer).filter_by(case_id=case_id).count() == 0
    assert differences(case_id) == ()


def test_completing_the_task_takes_its_timer_away(cast: Cast) -> None:
    publish(WITH_TIMER, TIMER_TASKS)
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id)
    assert db.session.query(Timer).count() == 0
    clock.advance(timedelta(days=5))
    run_everything_due()
    assert open_tasks(case_id) == []
    assert case_row(case_id).status == "completed"


def test_a_sweep_with_nothing_due_is_one_statement(cast: Cast) -> None:
    from tests.engine.counting import statements

    publish_approval()
    start(cast)
    run_everything_due()
    with statements() as said:
        assert list_due() == []
    assert len(said) == 1
