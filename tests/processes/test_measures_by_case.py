"""A measure that a case of a named process carries out: the plan opens it, the case is one of its own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from app.audit.models import SYSTEM
from app.engine.commands.start_case import CampaignStart, start_case
from app.engine.handlers import run_everything_due
from app.engine.models import CaseStatus
from app.foundation import clock
from app.processes.commands import publish_version
from tests.cast import Cast, make_cast
from tests.engine.family import children_of
from tests.engine.stage import case_row, differences, open_tasks
from tests.processes.stories import BY_CASE, OPENS, package_of
from tests.processes.test_in_the_engine import Life, story_of


@pytest.fixture
def cast(app: Flask) -> Cast:
    """Everybody; the processes are published by each test."""
    return make_cast()


class Measure(Life):
    """The case of a measure, opened by the system for a school as a plan does."""

    def __init__(self, cast: Cast, process: str) -> None:
        self.cast, self.story = cast, story_of(process, "03")
        self.done: dict[str, list[str]] = {}
        called = BY_CASE[process]
        for name in (*OPENS.get(called, ()), called, process):
            publish_version(package_of(name), published_by=SYSTEM)
        begun = self.typed(self.start_form, self.story.start["variables"])
        school = cast.id("north-1")
        groups = {
            "executor_groups": f"school_admin@={school}",
            "controller_groups": f"mouo_officer@={cast.id('north')}",
        }
        self.case_id = start_case(
            process_key=process,
            organisation_id=school,
            started_by=SYSTEM,
            variables={**begun, **groups},
            campaign=CampaignStart(origin="test:1"),
        ).case_id

    def step(self, name: str) -> None:
        """Do the step of the story that completes this element."""
        found = next(step for step in self.story.steps if step.get("complete") == name)
        self.do(name, dict(found["variables"]))


@pytest.mark.parametrize("process", BY_CASE)
def test_a_row_does_not_wait_for_a_case_that_goes_on(cast: Cast, process: str) -> None:
    measure = Measure(cast, process)
    measure.step("choose_way")
    (child,) = children_of(measure.case_id)
    assert case_row(child).status is CaseStatus.RUNNING
    assert open_tasks(child) != []
    assert open_tasks(measure.case_id) == []
    with clock.travel(datetime(2026, 6, 25, 1, tzinfo=UTC)):
        run_everything_due()
        for element in ("enter_stage", "report_result", "check_evidence"):
            measure.step(element)
    assert case_row(measure.case_id).outcome_element == "end_closed"
    assert case_row(child).status is CaseStatus.RUNNING
    assert differences(measure.case_id) == ()


def test_the_case_that_ends_brings_its_result(cast: Cast) -> None:
    measure = Measure(cast, "staffing-approval-measure")
    measure.step("choose_way")
    (child,) = children_of(measure.case_id)
    lived = Life.__new__(Life)
    lived.cast, lived.story, lived.done, lived.case_id = cast, story_of("staffing-approval", "01"), {}, child
    for step in lived.story.steps:
        if "complete" in step:
            lived.do(step["complete"], dict(step.get("variables", {})))
    run_everything_due()
    (task,) = open_tasks(measure.case_id)
    assert task.element_id == "report_result"
    assert case_row(measure.case_id).readable["case_words"] == "Утверждено и укомплектовано"
    assert case_row(measure.case_id).readable["case_number"] == case_row(child).number
