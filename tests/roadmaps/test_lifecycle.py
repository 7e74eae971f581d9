"""The way of a plan through its case: agreed, approved, begun, amended with a shown choice for open cases, closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from app.audit.models import SYSTEM
from app.engine.models import TaskCandidate, UserTask
from app.foundation.database import db
from app.organisation.models import Membership
from app.processes.commands import publish_version
from app.roadmaps.commands import open_by_hand
from app.roadmaps.commands.own_plans import make_plan, remove_measure, save_measure
from app.roadmaps.models import MeasureOccurrence, OccurrenceState, OwnPlan, PlanState, PlanVersion, Roadmap
from app.roadmaps.policy.phrase_dates import Frame
from app.roadmaps.policy.phrases import read_phrase
from app.roadmaps.queries.parties import parties_for
from app.workflow.package import load_package
from tests.cast import Cast, sign_in
from tests.checked_client import CheckedClient, page_of, words_of
from tests.engine.stage import actor
from tests.processes.stories import ROOT
from tests.roadmaps.stage import do, rows, run

Browser = Callable[[str], FlaskClient]
LIFE = Frame(first=date(2026, 1, 1), last=date(2026, 12, 31))


@pytest.fixture
def browser(app: Flask, cast: Cast) -> Browser:
    app.test_client_class = CheckedClient
    files = [ROOT / "bpmn" / f"{name}.bpmn" for name in ("roadmap-management", "measure-acceptance")]
    files += [
        file for name in ("roadmap-management", "measure-acceptance") for file in (ROOT / "forms" / name).glob("*")
    ]
    publish_version(load_package(files), published_by=SYSTEM)

    def open_for(login: str) -> FlaskClient:
        client = app.test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ru"
        return sign_in(client, cast.person(login))

    return open_for


def measure(number: str, printed: str, **more: Any) -> dict[str, Any]:
    return {
        "number": number,
        "title": f"Мероприятие {number}",
        "section": 1,
        "family": "activity-programme",
        "executors": [{"name": "Комитет", "role": "mouo_officer", "place": "mouo"}],
        "side": "mouo",
        "controller": {"role": "mouo_head", "place": "mouo", "level": None},
        "evidence": ["Отчёт"],
        "deadline_printed": printed,
        "schedule": read_phrase(printed, LIFE).schedule,
        **more,
    }


def draft(cast: Cast) -> OwnPlan:
    """Make a whole draft of the north: one measure in July, one in December."""
    officer = actor(cast, "north.officer")
    plan = make_plan(
        title="План района",
        short="План района",
        first=LIFE.first,
        last=LIFE.last,
        organisation_id=cast.id("north"),
        source=None,
        made_by=officer,
    )
    for number, printed in (("1", "до 15 июля"), ("2", "до 10 декабря")):
        save_measure(plan.id, None, fields=measure(number, printed), rev=0, saved_by=officer)
    return plan


def now_of(plan_id: int) -> OwnPlan:
    db.session.rollback()
    return db.session.get_one(OwnPlan, plan_id, populate_existing=True)


def send(client: FlaskClient, plan_id: int, **more: Any) -> int:
    answer = client.post(f"/roadmaps/plans/{plan_id}/send", data=more)
    assert answer.status_code == 303
    case_id = now_of(plan_id).case_id
    assert case_id is not None, words_of(page_of(client.get(f"/roadmaps/plans/{plan_id}")))
    return case_id


def approve(case_id: int) -> None:
    order = {"roadmap_order_no": "12", "roadmap_order_date": date(2026, 6, 9)}
    do(case_id, order, outcome="approve")


def begin(cast: Cast, client: FlaskClient) -> OwnPlan:
    """Take a draft through its case until it is carried out."""
    plan = draft(cast)
    case_id = send(client, plan.id)
    approve(case_id)
    do(case_id, {"people_acquainted": True})
    return now_of(plan.id)


def test_a_process_owner_sends_a_plan_and_the_head_of_its_organisation_approves(browser: Browser, cast: Cast) -> None:
    plan = draft(cast)
    case_id = send(browser("region.owner"), plan.id)
    task = db.session.scalars(select(UserTask).where(UserTask.case_id == case_id, UserTask.state == "open")).one()
    assert (task.element_id, task.role, task.organisation_id) == ("approve_roadmap", "mouo_head", cast.id("north"))
    approve(case_id)
    begun = db.session.scalars(select(UserTask).where(UserTask.case_id == case_id, UserTask.state == "open")).one()
    who = {(one.role, one.organisation_id) for one in db.session.scalars(
        select(TaskCandidate).where(TaskCandidate.task_id == begun.id)
    )} | {(begun.role, begun.organisation_id)}  # fmt: skip
    assert ("mouo_officer", cast.id("north")) in who
    do(case_id, {"people_acquainted": True})
    assert now_of(plan.id).state is PlanState.RUNNING


def test_a_plan_is_agreed_approved_and_begun_by_its_case(browser: Browser, cast: Cast) -> None:
    officer, plan = browser("north.officer"), draft(cast)
    address = f"/roadmaps/plans/{plan.id}"
    assert browser("north.expert").get(address).status_code == 404
    case_id = send(officer, plan.id, party=["regional_officer@region"])
    assert now_of(plan.id).state is PlanState.AGREEING
    refused = words_of(
        page_of(officer.post(f"{address}/sections", data={"section_title": "Ещё"}, follow_redirects=True))
    )
    assert "План уже не проект" in refused
    assert "На согласовании" in refused
    assert len(now_of(plan.id).content["sections"]) == 1
    task = do(case_id, {"side_verdict": "remarks", "side_remarks": "Добавьте итог"})
    assert task.element_id == "agree_roadmap"
    assert now_of(plan.id).state is PlanState.DRAFT
    assert officer.post(f"{address}/sections", data={"section_title": "Ещё"}).status_code == 303
    assert send(officer, plan.id, party=["regional_officer@region"]) == case_id
    do(case_id, {"side_verdict": "agreed"})
    assert now_of(plan.id).state is PlanState.AGREED
    approve(case_id)
    approved = now_of(plan.id)
    assert (approved.state, approved.basis) == (PlanState.APPROVED, "Приказ № 12 от 09.06.2026")
    version = db.session.get_one(PlanVersion, approved.version_id)
    assert version.content["act"] == "Приказ № 12 от 09.06.2026"
    assert all("rev" not in row and "by" not in row for row in version.content["measures"])
    assert Roadmap.query.count() == 0
    do(case_id, {"people_acquainted": True})
    running = now_of(plan.id)
    assert running.state is PlanState.RUNNING
    assert running.roadmap_id is not None
    assert [row.due for row in rows(running.roadmap_id)] == [date(2026, 7, 15), date(2026, 12, 10)]


def test_only_posts_that_the_plan_reaches_can_be_asked_to_agree(cast: Cast) -> None:
    assert parties_for(cast.id("north")) == (
        "mouo_officer@mouo",
        "regional_officer@region",
        "regional_coordinator@coordinator",
        "institute_methodist@institute",
        "finance_officer@finance",
    ), "a district of two schools has no one director"
    school = parties_for(cast.id("north-1"))
    assert school[:2] == ("parent_committee_chair@school", "school_director@school")
    person = cast.person("north-1.parents").id
    db.session.execute(delete(Membership).where(Membership.person_id == person))
    db.session.commit()
    assert "parent_committee_chair@school" not in parties_for(cast.id("north-1"))


def test_what_has_gaps_or_is_sent_by_a_post_that_may_not_is_refused(browser: Browser, cast: Cast) -> None:
    officer, plan = browser("north.officer"), draft(cast)
    save_measure(plan.id, None, fields=measure("3", "", schedule=None), rev=0, saved_by=actor(cast, "north.officer"))
    officer.post(f"/roadmaps/plans/{plan.id}/send")
    assert now_of(plan.id).case_id is None
    assert "сначала ответьте" in words_of(page_of(officer.get(f"/roadmaps/plans/{plan.id}")))


@pytest.mark.parametrize("choice", ["keep", "move"])
def test_an_amendment_changes_future_dates_and_open_cases_as_chosen(browser: Browser, cast: Cast, choice: str) -> None:
    officer = browser("north.officer")
    plan = begin(cast, officer)
    roadmap_id = plan.roadmap_id
    assert roadmap_id is not None
    first, second = rows(roadmap_id)
    open_by_hand(roadmap_id, [first.id], opened_by=actor(cast, "north.officer"))
    answer = officer.post(f"/roadmaps/{roadmap_id}/amend")
    amendment = OwnPlan.query.filter_by(amends_id=roadmap_id).one()
    assert answer.headers["Location"].endswith(f"/roadmaps/plans/{amendment.id}")
    assert "уже готовят" in words_of(page_of(officer.post(f"/roadmaps/{roadmap_id}/amend", follow_redirects=True)))
    who = actor(cast, "north.officer")
    save_measure(amendment.id, first.measure, fields=measure("1", "до 20 августа"), rev=1, saved_by=who)
    remove_measure(amendment.id, second.measure, removed_by=who)
    save_measure(amendment.id, None, fields=measure("3", "до 1 октября"), rev=0, saved_by=who)
    difference = words_of(page_of(officer.get(f"/roadmaps/plans/{amendment.id}/difference")))
    for words in ("до 15 июля", "до 20 августа", "Исключено", "Добавлено"):
        assert words in difference
    preview = words_of(page_of(officer.get(f"/roadmaps/plans/{amendment.id}")))
    assert "добавится сроков: 1, отпадёт будущих: 1, открыто дел: 1" in preview
    assert "до 15 июля" in words_of(page_of(officer.get(f"/roadmaps/{roadmap_id}")))
    case_id = send(officer, amendment.id, open_cases=choice)
    approve(case_id)
    do(case_id, {"people_acquainted": True})
    run()
    found = {(row.measure, row.due): row for row in rows(roadmap_id)}
    day = date(2026, 8, 20) if choice == "move" else date(2026, 7, 15)
    assert found.keys() == {(first.measure, day), (f"{plan.plan}-3", date(2026, 10, 1))}
    assert found[first.measure, day].state is OccurrenceState.OPEN
    task = db.session.scalars(select(UserTask).where(UserTask.case_id == found[first.measure, day].case_id)).one()
    assert task.legal_date == day
    editions = words_of(page_of(officer.get(f"/roadmaps/{roadmap_id}/editions")))
    assert "Редакция 2" in editions
    assert "Редакция 1" in editions
    assert "до 20 августа" in editions
    gone = officer.get(f"/roadmaps/{roadmap_id}/measures/{second.measure}")
    assert gone.status_code == 200
    assert now_of(plan.id).state is PlanState.RUNNING


def test_the_same_roadmap_for_another_year(browser: Browser, cast: Cast) -> None:
    officer = browser("north.officer")
    roadmap_id = begin(cast, officer).roadmap_id
    address = f"/roadmaps/{roadmap_id}"
    assert officer.post(f"{address}/again", data={"year": "soon"}).status_code == 422
    answer = officer.post(f"{address}/again", data={"year": "2027", "basis": "Приказ № 3"})
    assert answer.status_code == 303
    assert "сроки перенесены с 2026 года" in words_of(page_of(officer.get(answer.headers["Location"])))
    db.session.rollback()
    dues = db.session.scalars(select(MeasureOccurrence.due).where(MeasureOccurrence.roadmap_id != roadmap_id)).all()
    assert sorted(dues) == [date(2027, 7, 15), date(2027, 12, 10)]
    assert officer.post(f"{address}/again", data={"year": "2027"}).status_code == 422
