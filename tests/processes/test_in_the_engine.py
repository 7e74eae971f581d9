"""The stories lived by people: the same steps as commands of the engine, each done by somebody who holds the role."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.engine.commands import Completed, complete_task, withdraw_case
from app.engine.handlers import run_everything_due
from app.engine.models import CaseStatus, Job, UserTask, split_people
from app.engine.queries import InboxFilter, Tab, list_assignable_people, list_open_tasks
from app.engine.queries.executors import list_executors
from app.feel.types import DATE
from app.forms import field_types, parse_schema
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import Conflict, NotAllowed
from tests.cast import Cast, make_cast
from tests.engine.stage import actor, case_row, differences, open_tasks, start
from tests.processes.published import publish_in_order
from tests.processes.stories import Story, package_of, spec_of, stories_of

HOLDERS: Mapping[str, tuple[str, ...]] = {
    "school_admin": ("north-1.admin",),
    "school_director": ("north-1.director",),
    "hr_accounting": ("north-1.hr",),
    "working_group_member": ("north-1.working-group",),
    "centre_head": ("north-1-centre.head",),
    "finance_officer": ("north-finance.accountant",),
    "mouo_officer": ("north.officer",),
    "mouo_head": ("north.head",),
    "mouo_expert": ("north.expert",),
    "institute_methodist": ("institute.methodist",),
    "regional_expert": ("region.expert", "region.expert-2", "region.expert-3"),
    "regional_officer": ("region.officer",),
    "regional_coordinator": ("coordinator.rep",),
    "parent_committee_chair": ("north-1.parents",),
}


@pytest.fixture
def cast(app: Flask) -> Cast:
    """Everybody, and every shipped process published."""
    publish_in_order()
    return make_cast()


class Life:
    """One case and the people who do its steps."""

    def __init__(self, cast: Cast, story: Story, login: str = "north-1.admin", place: str = "north-1") -> None:
        self.cast, self.story = cast, story
        self.done: dict[str, list[str]] = {}
        begun = self.typed(self.start_form, story.start["variables"])
        self.case_id = start(cast, login, process=story.process, school=place, variables=begun).case_id

    @property
    def start_form(self) -> str:
        starts = (node for node in spec_of(self.story.process).scope.nodes if node.type == "startEvent")
        return next(node.form_id for node in starts)

    def live(self) -> None:
        """Do every step of the story: complete the task, or let the time pass and what is due happen."""
        for step in self.story.steps:
            if "complete" in step:
                self.do(step["complete"], dict(step.get("variables", {})))
            elif "advance_to" in step:
                clock.advance(datetime.fromisoformat(step["advance_to"]) - clock.now())
                run_everything_due()

    def do(self, element: str, variables: dict[str, Any], login: str = "") -> Completed:
        """Complete the open task of an element as the first holder of its role who has not done it yet."""
        task = next(task for task in open_tasks(self.case_id) if task.element_id == element)
        chosen = login or self.holder(task)
        outcome = variables.pop("outcome", "")
        comment = "Причина в замечаниях" if outcome in {"return", "reject"} else ""
        answers = self.typed(task.form_id, variables)
        who = actor(self.cast, chosen)
        done = complete_task(task.id, task.ver, answers, completed_by=who, outcome=outcome, comment=comment)
        self.done.setdefault(element, []).append(chosen)
        return done

    def holder(self, task: UserTask) -> str:
        able = HOLDERS[task.role]
        out = {task.excluded_initiator_id, task.excluded_previous_id, *split_people(task.excluded_others)}
        return next((login for login in able if self.cast.person(login).id not in out), able[0])

    def typed(self, form_id: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values as the form gives them: dates are dates."""
        types = field_types(parse_schema(package_of(self.story.process).forms[form_id]))
        return {
            name: date.fromisoformat(value) if types.get(name) == DATE else value for name, value in variables.items()
        }


def story_of(process: str, number: str) -> Story:
    return next(story for story in stories_of(process) if story.name.startswith(number))


@pytest.mark.parametrize(
    ("process", "number"),
    [
        ("staffing-approval", "01"),
        ("staffing-approval", "07"),
        ("staffing-approval", "08"),
        ("staffing-approval", "12"),
        ("staffing-approval", "17"),
        ("programme-review", "01"),
        ("programme-review", "09"),
        ("programme-review", "14"),
        ("programme-review", "15"),
        ("programme-review", "20"),
        ("network-agreement", "01"),
        ("network-agreement", "12"),
        ("network-agreement", "18"),
        ("network-agreement", "22"),
        ("network-agreement", "25"),
        ("network-agreement", "27"),
        ("licensing", "02"),
        ("licensing", "09"),
        ("licensing", "12"),
        ("licensing", "13"),
        ("licensing", "16"),
        ("licensing", "19"),
        ("premises-readiness", "15"),
        ("premises-readiness", "10"),
        ("procurement-equipment", "04"),
        ("procurement-equipment", "14"),
        ("enrolment", "04"),
        ("enrolment", "12"),
    ],
)
def test_people_live_the_story_to_its_end(cast: Cast, process: str, number: str) -> None:
    life = Life(cast, story_of(process, number))
    life.live()
    case = case_row(life.case_id)
    assert case.status is CaseStatus.COMPLETED
    assert case.outcome_element == life.story.expect["ends"][-1]
    assert open_tasks(life.case_id) == []
    assert differences(life.case_id) == ()


def test_each_step_waits_for_the_right_people_until_the_right_day(cast: Cast) -> None:
    life = Life(cast, story_of("staffing-approval", "02"))
    seen = []
    for step in life.story.steps:
        (task, *_others) = open_tasks(life.case_id)
        seen.append((task.element_id, task.role, cast[task_code(cast, task)].code, task.legal_date))
        life.do(step["complete"], dict(step.get("variables", {})))
    assert seen[:6] == [
        ("inventory_staff", "school_admin", "north-1", date(2026, 6, 17)),
        ("analyse_inventory", "mouo_officer", "north", date(2026, 5, 31)),
        ("draft_table", "school_admin", "north-1", date(2026, 6, 24)),
        ("check_fund", "finance_officer", "north-finance", date(2026, 6, 15)),
        ("agree_table", "mouo_officer", "north", date(2026, 6, 17)),
        ("approve_table", "school_director", "north-1", date(2026, 6, 30)),
    ]


def task_code(cast: Cast, task: UserTask) -> str:
    return next(code for code, unit in cast.organisations.items() if unit.id == task.organisation_id)


def test_two_sheets_are_written_by_two_people(cast: Cast) -> None:
    life = Life(cast, story_of("programme-review", "01"))
    steps = [step for step in life.story.steps if "complete" in step]
    for step in steps:
        if step["complete"] == "fill_sheet":
            break
        life.do(step["complete"], dict(step["variables"]))
    sheet = next(step["variables"] for step in steps if step["complete"] == "fill_sheet")
    life.do("fill_sheet", dict(sheet), login="region.expert")
    with pytest.raises(NotAllowed):
        life.do("fill_sheet", dict(sheet), login="region.expert")
    life.do("fill_sheet", dict(sheet), login="region.expert-2")
    assert [task.element_id for task in open_tasks(life.case_id)] == ["conclude"]


def test_the_third_expert_is_neither_of_the_first_two(cast: Cast) -> None:
    life = Life(cast, story_of("programme-review", "15"))
    steps = [step for step in life.story.steps if "complete" in step]
    third = next(number for number, step in enumerate(steps) if step["complete"] == "fill_third_sheet")
    for step in steps[:third]:
        life.do(step["complete"], dict(step["variables"]))
    assert life.done["fill_sheet"] == ["region.expert", "region.expert-2"]
    (task,) = open_tasks(life.case_id)
    assert list_executors([task.id])[task.id] == (cast.person("region.expert-3").id,)
    assert [name for _id, name in list_assignable_people(task.id)] == [cast.person("region.expert-3").name]
    for number, login in enumerate(("region.expert", "region.expert-2", "region.expert-3")):
        rows = list_open_tasks(cast.viewer(login), InboxFilter(tab=Tab.QUEUE)).rows
        assert [row.task_id for row in rows] == ([task.id] if number == 2 else [])
    for login in life.done["fill_sheet"]:
        with pytest.raises(NotAllowed) as refusal:
            life.do("fill_third_sheet", dict(steps[third]["variables"]), login=login)
        assert refusal.value.facts["reason"] in {"earlier", "previous"}
    life.do("fill_third_sheet", dict(steps[third]["variables"]), login="region.expert-3")
    assert [task.element_id for task in open_tasks(life.case_id)] == ["conclude"]


def test_a_case_is_withdrawn_until_the_order_is_signed(cast: Cast) -> None:
    early = Life(cast, story_of("staffing-approval", "19"))
    early.live()
    withdraw_case(early.case_id, withdrawn_by=actor(cast, "north-1.admin"), reason="Ошибка в названии Центра")
    assert case_row(early.case_id).status is CaseStatus.WITHDRAWN
    late = Life(cast, story_of("staffing-approval", "18"))
    late.live()
    with pytest.raises(Conflict):
        withdraw_case(late.case_id, withdrawn_by=actor(cast, "north-1.admin"), reason="Передумали")


def test_the_third_return_of_the_region_is_decided_by_another_person(cast: Cast) -> None:
    life = Life(cast, story_of("network-agreement", "31"))
    for step in life.story.steps:
        head = "north.head" if step["complete"] == "decide_by_head" else ""
        if head:
            with pytest.raises(NotAllowed):
                life.do(step["complete"], dict(step["variables"]), login="region.officer")
        life.do(step["complete"], dict(step["variables"]), login=head)
    assert case_row(life.case_id).outcome_element == "end_partner_did_not_sign"


def test_what_an_event_of_the_diagram_has_to_say_reaches_those_it_names(cast: Cast) -> None:
    with clock.travel(datetime.fromisoformat("2026-10-05T00:00:00+00:00")):
        life = Life(cast, story_of("staffing-approval", "22"))
        life.live()
        said = [
            job.payload for job in db.session.scalars(select(Job).where(Job.kind.in_(("notice", "mail"))))
            if "не утверждено в срок" in str(job.payload.get("said", "") or job.payload.get("subject", ""))
        ]  # fmt: skip
        entries = db.session.scalars(select(AuditEntry).where(AuditEntry.stream == f"case:{life.case_id}"))
        noticed = [entry for entry in entries if entry.facts.get("notices")]
    heads = {cast.person("north.head").id, cast.person("north-1.director").id}
    assert said
    assert {person for payload in said for person in payload.get("to", ()) if isinstance(payload["to"], list)} <= heads
    assert noticed[0].facts["notices"][0]["text"] == "Штатное расписание не утверждено в срок"
    assert set(noticed[0].facts["notices"][0]["to"]) <= heads
    assert cast.person("north.head").id in noticed[0].facts["notices"][0]["to"]
