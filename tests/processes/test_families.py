"""The general families of measures: drawn readably, every story ends as told, every element and flow is walked."""

from __future__ import annotations

import json
import re
from itertools import combinations, pairwise

import pytest
from flask import Flask

from app.audit.models import SYSTEM
from app.engine.models import CaseStatus
from app.feel.types import ANY
from app.forms import field_types, parse_schema, problems
from app.processes.commands import publish_version
from app.workflow.checks import Surroundings, check_package
from app.workflow.functions import FUNCTION_NAMES
from app.workflow.settings import read_settings
from tests.cast import make_cast
from tests.engine.stage import case_row, differences, open_tasks
from tests.processes import test_layout as layout
from tests.processes.drawing import drawing_of
from tests.processes.stories import (
    BY_CASE,
    MEASURES,
    ROOT,
    package_of,
    spec_of,
    stories_of,
    told,
    walked,
)
from tests.processes.test_in_the_engine import Life

LINE_CROSSINGS = {"document-approval": 1, "roadmap-management": 1}
LAYOUT = (
    layout.test_every_element_has_a_shape_and_every_flow_a_line,
    layout.test_no_shape_lies_over_another,
    layout.test_every_element_stands_in_its_lane_and_in_no_other,
    layout.test_inner_elements_stand_in_their_sub_process,
    layout.test_lines_are_straight_and_touch_both_their_shapes,
    layout.test_no_line_runs_through_a_shape_or_a_label,
    layout.test_labels_do_not_lie_over_shapes_or_each_other,
    layout.test_the_process_reads_from_left_to_right,
)
PLAN_GIVES = {
    "measure_id",
    "measure_number",
    "measure_title",
    "plan_title",
    "deadline_printed",
    "executor_name",
    "expected_result",
    "starts",
    "due",
    "executor_groups",
    "controller_groups",
    "controller_head_groups",
    "control_level",
    "fact_period",
    "occurrence_id",
    "evidence",
    "milestones",
    "facts",
}


@pytest.fixture(params=MEASURES)
def family(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def form_names(family: str) -> dict[str, object]:
    """Return every name that a form of the family or of the acceptance writes."""
    found: dict[str, object] = {}
    for folder in (family, "measure-acceptance"):
        for path in (ROOT / "forms" / folder).glob("*.json"):
            found |= field_types(parse_schema(json.loads(path.read_text(encoding="utf-8"))))
    return found


def test_every_story_ends_as_told(family: str) -> None:
    ends = {node.node_id for node in spec_of(family).all_nodes() if node.type == "endEvent"}
    for story in stories_of(family):
        answer = told(family, story.name)
        assert answer["error"] is None, (story.name, answer["error"])
        assert answer["state"] == "completed", story.name
        assert [element for element in answer["path"] if element in ends] == story.expect["ends"], story.name


def test_every_element_and_flow_is_walked(family: str) -> None:
    nodes = tuple(spec_of(family).all_nodes())
    assert {node.node_id for node in nodes} - walked(family) == set()
    steps = {pair for story in stories_of(family) for pair in pairwise(told(family, story.name)["path"])}
    calls = {node.node_id for node in nodes if node.call}
    flows = {(flow.source, flow.target) for scope in spec_of(family).all_scopes() for flow in scope.flows}
    assert {(source, target) for source, target in flows if target not in calls} - steps == set()


def test_the_check_has_nothing_to_say(family: str) -> None:
    around = Surroundings(published_processes=frozenset(BY_CASE.values()))
    assert list(check_package(package_of(family), around=around)) == []


@pytest.mark.parametrize("rule", LAYOUT, ids=lambda rule: rule.__name__.removeprefix("test_"))
def test_the_sheet_is_readable(family: str, rule: object) -> None:
    rule(family)  # type: ignore[operator]


def test_lines_cross_as_good_as_never(family: str) -> None:
    crossings = [(a.flow, b.flow) for a, b in combinations(drawing_of(family).lines, 2) if a.crosses(b)]
    assert len(crossings) <= LINE_CROSSINGS.get(family, 0), crossings


def test_a_plan_can_open_the_family_and_it_ends_with_the_acceptance(family: str) -> None:
    start = parse_schema(json.loads((ROOT / "forms" / family / "start.json").read_text(encoding="utf-8")))
    assert set(field_types(start)) >= PLAN_GIVES
    calls = [node.call.process_id for node in spec_of(family).all_nodes() if node.call]
    assert calls == [*([BY_CASE[family]] if family in BY_CASE else []), "measure-acceptance"]


def test_forms_are_sound_and_each_belongs_to_a_step(family: str) -> None:
    names = dict.fromkeys({*form_names(family), "case", "outcome", "settings"}, ANY)
    for node in spec_of(family).all_nodes():
        names |= dict.fromkeys([mapping.target for mapping in (*node.inputs, *node.outputs)], ANY)
        names |= {node.script.result_variable: ANY} if node.script else {}
        names |= {node.loop.input_element: ANY, node.loop.output_collection: ANY} if node.loop else {}
    for path in (ROOT / "forms" / family).glob("*.json"):
        schema = parse_schema(json.loads(path.read_text(encoding="utf-8")))
        assert problems(schema, types=names, functions=FUNCTION_NAMES) == [], path.stem
    named = {node.form_id for node in spec_of(family).all_nodes() if node.form_id}
    assert named == {f"{family}-{path.stem}" for path in (ROOT / "forms" / family).glob("*.json")}


def test_the_page_says_what_the_diagram_says(family: str) -> None:
    text = (ROOT / "docs" / "processes" / f"{family}.md").read_text(encoding="utf-8")
    for setting in read_settings(spec_of(family).properties).values():
        assert f"| `{setting.name}` | {setting.value} | {setting.unit} | {setting.source} |" in text
        assert re.match(r"\[(DOC|DEF)\]", setting.source), setting.name
    for node in spec_of(family).all_nodes():
        if node.user_task or node.type == "endEvent":
            assert f"| {node.name} | `{node.node_id}` |" in text
    for story in stories_of(family):
        assert f"| `{story.name}` | {story.title} |" in text


@pytest.mark.parametrize("lived", ["meeting", "periodic-report", "oversight-control", "document-approval"])
def test_people_live_a_family_to_its_end(app: Flask, lived: str) -> None:
    publish_version(package_of(lived), published_by=SYSTEM)
    life = Life(make_cast(), stories_of(lived)[0])
    life.live()
    assert case_row(life.case_id).status is CaseStatus.COMPLETED
    assert case_row(life.case_id).outcome_element == "end_closed"
    assert open_tasks(life.case_id) == []
    assert differences(life.case_id) == ()
