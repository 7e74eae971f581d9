"""One centre lived by people from the application to «Центр функционирует», each child a case of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.centres.models import Centre, CentreState
from app.engine.commands import withdraw_case
from app.engine.handlers import run_everything_due
from app.engine.models import CallState, Case, CaseStatus
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import Conflict
from app.processes.commands import change_setting
from app.processes.models import Process
from app.roadmaps.models import MeasureOccurrence, Roadmap
from tests.cast import Cast, make_cast
from tests.engine.family import call_of, children_of
from tests.engine.stage import actor, case_row, differences, open_tasks, start
from tests.processes.published import publish_in_order
from tests.processes.stories import Story
from tests.processes.test_in_the_engine import Life, story_of, task_code

CHILDREN: Mapping[str, str] = {
    "call_staffing": "01",
    "call_procurement": "01",
    "call_premises": "17",
    "call_programmes": "01",
    "call_licence": "12",
    "call_enrolment": "01",
    "call_contract": "02",
}
"""The story that each child lives; the licence with its defects."""
PROCESS_OF: Mapping[str, str] = {
    "call_staffing": "staffing-approval",
    "call_procurement": "procurement-equipment",
    "call_premises": "premises-readiness",
    "call_programmes": "programme-review",
    "call_licence": "licensing",
    "call_enrolment": "enrolment",
    "call_contract": "network-agreement",
}


class Child(Life):
    """A child case that its people live by the story of its process."""

    def __init__(self, cast: Cast, process: str, case_id: int) -> None:
        self.cast, self.story = cast, story_of(process, CHILDREN[_call_of(process)])
        self.done: dict[str, list[str]] = {}
        self.case_id = case_id

    def live(self) -> None:
        """Do the tasks of the story; the clock stands still."""
        for step in self.story.steps:
            if "complete" in step:
                self.do(step["complete"], dict(step.get("variables", {})))
        let_work_be_done()


class Parent(Life):
    """The case of the centre: a step that stands for a child lets the child live."""

    def __init__(self, cast: Cast, story: Story, *, school: str = "north-1", login: str = "north-1.admin") -> None:
        self.cast, self.story = cast, story
        self.done: dict[str, list[str]] = {}
        begun = self.typed(self.start_form, story.start["variables"])
        self.case_id = start(cast, login, process=story.process, school=school, variables=begun).case_id

    def live(self, *, until: str = "") -> None:
        """Do every step, up to the first completion of `until`."""
        for step in self.story.steps:
            element = step.get("complete") or step.get("escalate")
            if element is None or element == until:
                return
            if element in CHILDREN:
                self.child(element).live()
            else:
                self.do(element, dict(step.get("variables", {})))
                let_work_be_done()

    def live_rest(self, element: str) -> None:
        """Do every step from the first completion of an element on."""
        names = [step.get("complete") or step.get("escalate") for step in self.story.steps]
        for name, step in list(zip(names, self.story.steps, strict=True))[names.index(element) :]:
            if name in CHILDREN:
                self.child(name).live()
            else:
                self.do(str(name), dict(step.get("variables", {})))
                let_work_be_done()

    def child(self, element: str) -> Child:
        """Return the running child that the call opened."""
        for child_id in children_of(self.case_id):
            case = case_row(child_id)
            if case.status is CaseStatus.RUNNING and _process_of(case) == PROCESS_OF[element]:
                return Child(self.cast, PROCESS_OF[element], child_id)
        raise AssertionError(f"no child of {element}")


@pytest.fixture
def cast(app: Flask) -> Iterator[Cast]:
    """Everybody, and every shipped process published, in April."""
    with clock.travel(datetime(2026, 4, 6, tzinfo=UTC)):
        publish_in_order()
        yield make_cast()


def test_a_centre_lives_with_all_its_children(cast: Cast) -> None:
    life = Parent(cast, story_of("centre-creation", "25"))
    life.live()
    case = case_row(life.case_id)
    assert case.status is CaseStatus.COMPLETED, [task.element_id for task in open_tasks(life.case_id)]
    assert case.outcome_element == "end_functioning"
    assert case.readable["licence_words"] == "Лицензия получена"
    assert case.readable["registry_entry"]["licence"] == "covered"
    assert str(case.readable["opening_on"]) == "2026-09-15"
    assert differences(life.case_id) == ()
    line = db.session.scalars(select(Centre)).one()
    assert (line.state, line.opened_on) == (CentreState.WORKING, date(2026, 9, 1))
    assert (line.opening_on, line.postponed, line.licence) == (date(2026, 9, 15), True, "covered")
    plan = db.session.scalars(select(Roadmap)).one()
    assert (plan.plan, plan.organisation_id, plan.year) == ("centre-work", cast.id("north-1"), 2026)
    asked = db.session.scalars(select(MeasureOccurrence.measure).where(MeasureOccurrence.roadmap_id == plan.id))
    assert set(asked) == {"cw-report", "cw-conditions", "cw-site", "cw-training"}
    children = [case_row(child_id) for child_id in children_of(life.case_id)]
    assert sorted(_process_of(child) for child in children) == sorted(PROCESS_OF.values())
    running = [_process_of(child) for child in children if child.status is CaseStatus.RUNNING]
    assert running == ["network-agreement"], "the contract in force is watched on by itself"


def test_no_enrolment_before_the_licence_without_an_exception(cast: Cast) -> None:
    life = Parent(cast, story_of("centre-creation", "30"))
    life.live(until="call_enrolment")
    enrolment = life.child("call_enrolment")
    assert case_row(enrolment.case_id).readable["licence_state"] == "exception"
    enrolment.live()
    assert case_row(life.case_id).status is CaseStatus.RUNNING, "the licence is still on its way"
    life.child("call_licence").live()
    assert case_row(life.case_id).outcome_element == "end_functioning"


def test_the_region_ends_the_creation_and_its_children(cast: Cast) -> None:
    life = Parent(cast, story_of("centre-creation", "38"))
    life.live()
    withdraw_case(life.case_id, withdrawn_by=actor(cast, "region.officer"), reason="Школу закрывают")
    let_work_be_done()
    assert [task.element_id for task in open_tasks(life.case_id)] == ["record_termination"]
    assert {case_row(child).status for child in children_of(life.case_id)} == {CaseStatus.CANCELLED}
    step = next(step for step in life.story.steps if step.get("complete") == "record_termination")
    life.do("record_termination", dict(step["variables"]))
    assert case_row(life.case_id).outcome_element == "end_terminated"


def test_an_open_centre_is_not_withdrawn(cast: Cast) -> None:
    life = Parent(cast, story_of("centre-creation", "31"))
    life.live(until="decide_exception")
    with pytest.raises(Conflict):
        withdraw_case(life.case_id, withdrawn_by=actor(cast, "north-1.admin"), reason="Передумали")


def test_a_contract_prepared_apart_hears_that_the_centre_is_created(cast: Cast) -> None:
    apart = Life(cast, story_of("network-agreement", "33"))
    begun = dict(apart.story.start["variables"])
    elsewhere = start(cast, "north-2.admin", process="network-agreement", school="north-2", variables=begun)
    life = Parent(cast, story_of("centre-creation", "33"))
    life.live()
    assert case_row(life.case_id).outcome_element == "end_functioning"
    assert _told(apart.case_id) == [
        "Центр создан и внесён в реестр: договор о сетевом взаимодействии можно подписывать"
    ]
    assert _told(elsewhere.case_id) == [], "the key is the organisation"
    assert "network-agreement" not in {_process_of(case_row(child)) for child in children_of(life.case_id)}


def test_a_contract_prepared_apart_becomes_a_child_of_the_creation(cast: Cast) -> None:
    apart = Life(cast, story_of("network-agreement", "33"))
    other = dict(apart.story.start["variables"]) | {"counterparty": "partner"}
    start(cast, process="network-agreement", variables=other)
    life = Parent(cast, story_of("centre-creation", "01"))
    life.live(until="call_contract")
    assert life.child("call_contract").case_id == apart.case_id, "by the message and the code, not a second case"
    life.live_rest("call_contract")
    assert case_row(life.case_id).outcome_element == "end_functioning"
    assert case_row(life.case_id).readable.get("contract_case") is None, "in force: the case goes on by itself"
    assert call_of(apart.case_id).state is CallState.ALONE
    assert differences(apart.case_id) == ()


def test_consultations_on_request_are_cases_of_the_school(cast: Cast) -> None:
    life = Parent(cast, story_of("centre-creation", "09"))
    life.live(until="keep_consultations")
    asked = [step for step in life.story.steps if step.get("complete") == "keep_consultations"][1]
    rows = [{**row, "until": date.fromisoformat(row["until"])} for row in asked["variables"]["consult_requests"]]
    life.do("keep_consultations", {**asked["variables"], "consult_requests": rows})
    let_work_be_done()
    first, second = children_of(life.case_id)
    assert [case_row(one).title for one in (first, second)] == [
        "Консультация: Подбор оборудования",
        "Консультация: Выбор программ",
    ]
    assert [(task.element_id, task.role, task.organisation_id) for task in open_tasks(first)] == [
        ("write_request", "school_admin", cast.id("north-1"))
    ]
    done = Life(cast, story_of("service-request", "01"))
    done.case_id = first
    done.live()
    let_work_be_done()
    assert case_row(first).outcome_element == "end_closed"
    assert "keep_consultations" not in {task.element_id for task in open_tasks(life.case_id)}
    withdraw_case(second, withdrawn_by=actor(cast, "north-1.admin"), reason="Вопрос решён")
    let_work_be_done()
    assert "keep_consultations" in {task.element_id for task in open_tasks(life.case_id)}
    told = {row["topic"]: row["words"] for row in case_row(life.case_id).readable["consult_results"]}
    assert told == {"Подбор оборудования": "Исполнено и закрыто", "Выбор программ": "Отозвано"}
    assert differences(life.case_id) == ()


def test_in_the_trans_baikal_territory_the_municipality_stands_between_region_and_school(cast: Cast) -> None:
    life = Parent(cast, story_of("centre-creation", "01"))
    seen = {}
    for step in life.story.steps:
        if step["complete"] in CHILDREN:
            break
        task = next(task for task in open_tasks(life.case_id) if task.element_id == step["complete"])
        seen[task.element_id] = (task.role, task_code(cast, task))
        life.do(step["complete"], dict(step["variables"]))
    assert seen["support_application"] == ("mouo_officer", "north")
    assert seen["select_school"] == ("regional_officer", "region")
    assert seen["appoint_responsible"] == seen["check_regulation"] == ("mouo_officer", "north")
    assert seen["agree_roadmap"] == ("parent_committee_chair", "north-1")
    assert seen["order_centre"] == ("school_director", "north-1")


def test_in_saint_petersburg_the_coordinator_reviews_and_the_region_decides(cast: Cast) -> None:
    change_setting(
        "centre-creation", "reviewer", organisation_id=cast.id("north"), value="coordinator",
        effective_from=date(2026, 4, 6), note="Сеть с координатором", changed_by=actor(cast, "region.owner"),
    )  # fmt: skip
    life = Parent(cast, story_of("centre-creation", "39"))
    seen = []
    for step in life.story.steps[:5]:
        (task, *_others) = open_tasks(life.case_id)
        seen.append((task.element_id, task.role))
        life.do(step["complete"], dict(step["variables"]))
    assert seen[0] == ("support_application", "regional_coordinator")
    assert seen[1] == ("revise_application", "school_admin")
    assert seen[3] == ("select_school", "regional_officer")
    checking = {task.element_id: task.role for task in open_tasks(life.case_id)}
    assert checking == {"appoint_responsible": "regional_coordinator"}
    south = Parent(cast, story_of("centre-creation", "01"), school="south-5", login="south-5.admin")
    assert [task.role for task in open_tasks(south.case_id)] == ["mouo_officer"], (
        "the setting holds below the north alone"
    )


def _told(case_id: int) -> list[str]:
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.stream == f"case:{case_id}"))
    return [notice["text"] for entry in entries for notice in entry.facts.get("notices", ())]


def let_work_be_done() -> None:
    """Run what is due: results of children come back as jobs."""
    for _ in range(3):
        run_everything_due()
    db.session.rollback()
    db.session.expire_all()


def _process_of(case: Case) -> str:
    return db.session.get_one(Process, case.process_id).key


def _call_of(process: str) -> str:
    return next(call for call, named in PROCESS_OF.items() if named == process)
