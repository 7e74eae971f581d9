"""A plan that runs: applied to a tree, opened by the worker, carried out, checked, moved, and never back-dated."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from app.audit.queries import verify_all
from app.engine.commands.start_case import CampaignStart, start_case
from app.engine.models import Case, Job, JobState, UserTask
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotAllowed
from app.roadmaps.commands import ask_transfer, close_roadmap, decide_transfer, fill_dates, open_by_hand
from app.roadmaps.commands.opening import _arguments, open_what_is_due
from app.roadmaps.models import IndicatorFact, MeasureOccurrence, OccurrenceState, PlanVersion, TransferState
from tests.cast import Cast
from tests.engine.stage import actor
from tests.roadmaps.stage import apply, carried_out, do, open_task, rows, run

JUNE = datetime(2026, 6, 9, 3, 0, tzinfo=UTC)


def test_every_measure_gets_its_organisations_and_dates(cast: Cast) -> None:
    done = apply("tochka-rosta-tz", cast.id("region"), 2026)
    found = rows(done.roadmap_id)
    assert len(found) == done.occurrences
    assert done.nobody == ()
    assert set(done.undated) == {"tr1-05c", "tr1-05m", "tr1-41c", "tr1-26m", "tr1-28m"}
    centres = [row for row in found if row.measure == "tr1-30c"]
    assert {row.organisation_id for row in centres} == {
        cast.id(f"{name}-centre") for name in ("north-1", "north-2", "south-5")
    }
    assert {(row.printed_due, row.safe_due) for row in centres} == {(date(2026, 8, 15), date(2026, 8, 14))}
    assert {row.organisation_id for row in found if row.measure == "tr1-30m"} == {cast.id("north"), cast.id("south")}
    reports = [
        row.due for row in found if row.measure == "tr1-43c" and row.organisation_id == cast.id("north-1-centre")
    ]
    assert [f"{day:%d.%m.%y}" for day in reports] == ["05.04.26", "05.07.26", "05.10.26", "05.01.27"]


def test_what_was_due_before_the_plan_came_into_effect_is_never_opened_by_itself(cast: Cast) -> None:
    done = apply("tochka-rosta-tz", cast.id("north"), 2026)
    run()
    passed = [row for row in rows(done.roadmap_id) if row.due < date(2026, 6, 9)]
    assert passed
    assert {(row.state, row.case_id) for row in passed} == {(OccurrenceState.PASSED, None)}
    open_rows = [row for row in rows(done.roadmap_id) if row.state is OccurrenceState.OPEN]
    assert open_rows
    assert all(row.opens_on <= date(2026, 6, 9) and row.case_id for row in open_rows)
    ahead = [row for row in rows(done.roadmap_id) if row.state is OccurrenceState.AHEAD]
    assert all(row.opens_on > date(2026, 6, 9) for row in ahead)


def test_a_task_opened_by_the_clock_is_sent_by_the_system_and_by_no_name(cast: Cast) -> None:
    apply("tochka-rosta-tz", cast.id("north"), 2026)
    run()
    assert set(db.session.scalars(select(UserTask.opened_by))) == {""}


def test_the_same_plan_is_not_applied_twice_and_its_wording_is_kept_once(cast: Cast) -> None:
    apply("smolensk-plan", cast.id("region"), 2026)
    with pytest.raises(Conflict):
        apply("smolensk-plan", cast.id("region"), 2026)
    apply("smolensk-plan", cast.id("region"), 2027)
    assert db.session.scalar(select(func.count()).select_from(PlanVersion)) == 1


def test_a_school_applies_its_own_plan_but_nobody_a_plan_over_others(cast: Cast) -> None:
    done = apply("school8-dce", cast.id("north-1"), 2026, actor(cast, "north-1.director"))
    assert done.nobody == ()
    assert {row.organisation_id for row in rows(done.roadmap_id)} == {cast.id("north-1"), cast.id("north")}
    for login, place in (("north-1.director", "north"), ("north-1.admin", "north-1"), ("south.head", "north-1")):
        with pytest.raises(NotAllowed):
            apply("tochka-rosta-tz", cast.id(place), 2026, actor(cast, login))
    with pytest.raises(InvalidInput):
        apply("tochka-rosta-tz", cast.id("north"), 2080)


def test_the_worker_opens_in_batches_and_nothing_twice(cast: Cast) -> None:
    done = apply("tochka-rosta-tz", cast.id("region"), 2026)
    due = sum(row.state is OccurrenceState.AHEAD and row.opens_on <= date(2026, 6, 9) for row in rows(done.roadmap_id))
    assert open_what_is_due(limit=5) == (5, True)
    run()
    open_rows = [row for row in rows(done.roadmap_id) if row.case_id]
    assert len(open_rows) == due
    assert len({row.case_id for row in open_rows}) == due
    assert open_what_is_due() == (0, False)
    run()
    assert db.session.scalar(select(func.count()).select_from(Case)) == due
    job = db.session.scalars(select(Job).where(Job.kind == "roadmap.sweep")).one()
    assert (job.state, job.run_at > clock.now()) == (JobState.WAITING, True)


def test_a_second_case_for_an_occurrence_is_refused_whole(cast: Cast) -> None:
    done = apply("tochka-rosta-tz", cast.id("north"), 2026)
    row = next(row for row in rows(done.roadmap_id) if row.measure == "tr1-06c")
    arguments = _arguments(row.id)
    start_case(**arguments)
    with pytest.raises(Conflict):
        start_case(**{**arguments, "campaign": CampaignStart(origin=f"measure:{row.id}")})
    assert db.session.scalar(select(func.count()).select_from(Case)) == 1


def opened(cast: Cast, measure: str, plan: str = "tochka-rosta-tz", place: str = "north") -> Any:
    """Apply a plan, open one occurrence of a measure by hand and return its row."""
    done = apply(plan, cast.id(place), 2026)
    row = rows(done.roadmap_id, measure)[0]
    (result,) = open_by_hand(done.roadmap_id, [row.id], opened_by=actor(cast, "north.head"))
    assert result.case_id, result.problem
    return rows(done.roadmap_id, measure)[0]


def test_a_measure_is_carried_out_returned_and_accepted_by_the_proper_people(cast: Cast) -> None:
    row = opened(cast, "tr1-06c")
    task = open_task(row.case_id)
    assert (task.role, task.organisation_id) == ("centre_head", row.organisation_id)
    assert task.legal_date == row.due
    do(row.case_id, carried_out(row))
    checked = open_task(row.case_id)
    assert (checked.role, checked.organisation_id) == ("mouo_officer", cast.id("north"))
    do(row.case_id, {}, outcome="return", comment="Нет подписи директора")
    row = rows(row.roadmap_id, "tr1-06c")[0]
    assert (row.state, row.returns) == (OccurrenceState.RETURNED, 1)
    do(row.case_id, {**carried_out(row), "answer_text": "Приложено"})
    assert rows(row.roadmap_id, "tr1-06c")[0].state is OccurrenceState.OPEN
    do(row.case_id, {}, outcome="approve")
    row = rows(row.roadmap_id, "tr1-06c")[0]
    assert (row.state, row.done_on) == (OccurrenceState.DONE, row.due)
    assert verify_all().is_whole


def test_the_third_return_goes_to_the_head_who_may_end_it(cast: Cast) -> None:
    row = opened(cast, "tr1-06c")
    do(row.case_id, carried_out(row))
    for _ in range(2):
        do(row.case_id, {}, outcome="return", comment="Не хватает")
        do(row.case_id, {**carried_out(row), "answer_text": "Дополнено"})
    do(row.case_id, {}, outcome="return", comment="Не хватает")
    assert open_task(row.case_id).role == "mouo_head"
    do(row.case_id, {}, outcome="reject", comment="Мероприятие не исполнено")
    row = rows(row.roadmap_id, "tr1-06c")[0]
    assert (row.state, row.returns) == (OccurrenceState.NOT_DONE, 3)


def test_accepting_a_measure_with_an_indicator_brings_its_fact(cast: Cast) -> None:
    row = opened(cast, "tr1-36c")
    do(row.case_id, carried_out(row))
    do(row.case_id, {}, outcome="approve")
    task = open_task(row.case_id)
    assert task.element_id == "record_fact"
    fact = {"indicator": "tr-i2", "name": "Охват", "target": "70", "value": 74, "source": "Приказ о зачислении"}
    do(row.case_id, {"facts": [fact]})
    kept = db.session.scalars(select(IndicatorFact)).one()
    assert (kept.indicator, kept.period, kept.value) == ("tr-i2", "2026", "74")
    assert (kept.organisation_id, kept.case_id) == (row.organisation_id, row.case_id)


def test_what_is_done_years_before_it_is_due_is_a_fact_of_its_own_year(cast: Cast) -> None:
    row = opened(cast, "tr1-36c")
    db.session.execute(update(MeasureOccurrence).where(MeasureOccurrence.id == row.id).values(due=date(2028, 12, 31)))
    db.session.commit()
    do(row.case_id, carried_out(row, on=date(2026, 6, 8)))
    do(row.case_id, {}, outcome="approve")
    do(row.case_id, {"facts": [{"indicator": "tr-i2", "name": "Охват", "part": 12, "whole": 40, "source": "Приказ"}]})
    kept = db.session.scalars(select(IndicatorFact)).one()
    assert (kept.period, kept.value) == ("2026", "30")


def test_dates_that_a_document_does_not_print_are_filled_in_by_the_owner(cast: Cast) -> None:
    done = apply("tochka-rosta-tz", cast.id("north"), 2026)
    assert rows(done.roadmap_id, "tr1-41c") == []
    head = actor(cast, "north.head")
    with pytest.raises(InvalidInput):
        fill_dates(done.roadmap_id, "tr1-41c", dates=[date(2026, 9, 30)], basis="", filled_by=head)
    with pytest.raises(InvalidInput):
        fill_dates(done.roadmap_id, "tr1-41c", dates=[date(2035, 9, 30)], basis="График", filled_by=head)
    with pytest.raises(NotAllowed):
        fill_dates(
            done.roadmap_id,
            "tr1-41c",
            dates=[date(2026, 9, 30)],
            basis="График",
            filled_by=actor(cast, "north-1.admin"),
        )
    days = [date(2026, 9, 30), date(2026, 11, 15)]
    assert fill_dates(done.roadmap_id, "tr1-41c", dates=days, basis="График ИРО", filled_by=head) == 4
    assert fill_dates(done.roadmap_id, "tr1-41c", dates=days, basis="График ИРО", filled_by=head) == 0
    found = rows(done.roadmap_id, "tr1-41c")
    assert {(row.due, row.opens_on, row.basis) for row in found} == {
        (day, day - timedelta(days=30), "График ИРО") for day in days
    }


def test_a_date_moves_only_by_request_and_decision_of_another(cast: Cast) -> None:
    row = opened(cast, "tr1-06c")
    centre, head = actor(cast, "north-1-centre.head"), actor(cast, "north.head")
    later = row.due + timedelta(days=14)
    with pytest.raises(InvalidInput):
        ask_transfer(row.id, wanted=row.due, reason="Раньше", asked_by=centre)
    with pytest.raises(NotAllowed):
        ask_transfer(row.id, wanted=later, reason="Чужое", asked_by=actor(cast, "south-5.admin"))
    asked = ask_transfer(row.id, wanted=later, reason="Отпуск директора", asked_by=centre)
    with pytest.raises(Conflict):
        ask_transfer(row.id, wanted=later, reason="Ещё раз", asked_by=centre)
    with pytest.raises(NotAllowed):
        decide_transfer(asked.id, grant=True, decision="", decided_by=centre)
    with pytest.raises(InvalidInput):
        decide_transfer(asked.id, grant=False, decision=" ", decided_by=head)
    assert decide_transfer(asked.id, grant=True, decision="", decided_by=head).state is TransferState.GRANTED
    moved = next(one for one in rows(row.roadmap_id, "tr1-06c") if one.id == row.id)
    assert (moved.due, moved.printed_due) == (later, row.printed_due)
    assert open_task(moved.case_id).legal_date == later
    with pytest.raises(Conflict):
        decide_transfer(asked.id, grant=False, decision="Нет", decided_by=head)


def test_a_closed_roadmap_opens_nothing_more(cast: Cast) -> None:
    done = apply("tochka-rosta-tz", cast.id("north"), 2026)
    close_roadmap(done.roadmap_id, reason="Заменён новым планом", closed_by=actor(cast, "north.head"))
    run()
    assert db.session.scalar(select(func.count()).select_from(Case)) == 0
    with pytest.raises(Conflict):
        fill_dates(
            done.roadmap_id, "tr1-41c", dates=[date(2026, 9, 30)], basis="График", filled_by=actor(cast, "north.head")
        )


def test_what_cannot_be_opened_is_said_and_tried_again(app: Any) -> None:
    from tests.cast import make_cast

    cast = make_cast()  # the process is not published
    done = apply("tochka-rosta-tz", cast.id("north"), 2026)
    run()
    waiting = [row for row in rows(done.roadmap_id) if row.tries]
    assert waiting
    assert all(row.problem and row.case_id is None for row in waiting)
