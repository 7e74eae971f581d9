"""The processes of the office: drawn readably, every story ends as told, every element and flow is walked."""

from __future__ import annotations

import json
from itertools import combinations, pairwise

import pytest

from app.feel.types import ANY
from app.forms import field_types, parse_schema, problems
from app.workflow.checks import check_package
from app.workflow.functions import FUNCTION_NAMES
from tests.processes.drawing import drawing_of
from tests.processes.stories import OFFICE, ROOT, package_of, spec_of, stories_of, told, walked
from tests.processes.test_families import LAYOUT
from tests.processes.test_stories import _at


@pytest.fixture(params=OFFICE)
def process(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_story_ends_as_told(process: str) -> None:
    ends = {node.node_id for node in spec_of(process).all_nodes() if node.type == "endEvent"}
    for story in stories_of(process):
        answer = told(process, story.name)
        assert answer["error"] is None, (story.name, answer["error"])
        assert answer["state"] == "completed", story.name
        assert sorted(one for one in answer["path"] if one in ends) == sorted(story.expect["ends"]), story.name
        for name, value in story.expect.get("variables", {}).items():
            assert _at(answer["variables"], name) == value, (story.name, name)


def test_every_element_and_flow_is_walked(process: str) -> None:
    nodes = tuple(spec_of(process).all_nodes())
    assert {node.node_id for node in nodes} - walked(process) == set()
    paths = [told(process, story.name)["path"] for story in stories_of(process)]
    beside = {pair for path in paths for pair in pairwise(path)}
    flows = {(flow.source, flow.target) for scope in spec_of(process).all_scopes() for flow in scope.flows}
    wide = {node.node_id for node in nodes if node.type in ("parallelGateway", "subProcess")}
    assert {(one, two) for one, two in flows if not {one, two} & wide} - beside == set()


def test_the_check_has_nothing_to_say(process: str) -> None:
    assert list(check_package(package_of(process))) == []


@pytest.mark.parametrize("rule", LAYOUT, ids=lambda rule: rule.__name__.removeprefix("test_"))
def test_the_sheet_is_readable(process: str, rule: object) -> None:
    rule(process)  # type: ignore[operator]


def test_no_lines_cross(process: str) -> None:
    assert [(a.flow, b.flow) for a, b in combinations(drawing_of(process).lines, 2) if a.crosses(b)] == []


def test_forms_are_sound(process: str) -> None:
    schemas = [
        parse_schema(json.loads(path.read_text(encoding="utf-8")))
        for path in sorted((ROOT / "forms" / process).glob("*.json"))
    ]
    names = dict.fromkeys(("case", "outcome", "settings"), ANY)
    for schema in schemas:
        names |= field_types(schema)
    for node in spec_of(process).all_nodes():
        names |= dict.fromkeys([mapping.target for mapping in (*node.inputs, *node.outputs)], ANY)
        names |= {node.loop.input_element: ANY} if node.loop else {}
        names |= {node.script.result_variable: ANY} if node.script else {}
    for schema in schemas:
        assert problems(schema, types=names, functions=FUNCTION_NAMES) == []
