"""The diagrams of the quarterly report: drawn readably, every story ends as told, every element and flow is walked."""

from __future__ import annotations

import json
import re
from itertools import combinations, pairwise

import pytest

from app.feel.types import ANY
from app.forms import field_types, parse_schema, problems
from app.workflow.checks import check_package
from app.workflow.functions import FUNCTION_NAMES
from app.workflow.settings import read_settings
from tests.processes.drawing import drawing_of
from tests.processes.stories import QUARTERLY, ROOT, package_of, spec_of, stories_of, told, walked
from tests.processes.test_families import LAYOUT


@pytest.fixture(params=QUARTERLY)
def process(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_story_ends_as_told_and_everything_is_walked(process: str) -> None:
    nodes = tuple(spec_of(process).all_nodes())
    ends = {node.node_id for node in nodes if node.type == "endEvent"}
    for story in stories_of(process):
        answer = told(process, story.name)
        assert answer["error"] is None, (story.name, answer["error"])
        assert answer["state"] == "completed", story.name
        assert [element for element in answer["path"] if element in ends] == story.expect["ends"], story.name
    assert {node.node_id for node in nodes} - walked(process) == set()
    steps = {pair for story in stories_of(process) for pair in pairwise(told(process, story.name)["path"])}
    assert {(flow.source, flow.target) for flow in spec_of(process).scope.flows} - steps == set()


@pytest.mark.parametrize("rule", LAYOUT, ids=lambda rule: rule.__name__.removeprefix("test_"))
def test_the_sheet_is_readable(process: str, rule: object) -> None:
    rule(process)  # type: ignore[operator]


def test_no_lines_cross_and_the_check_has_nothing_to_say(process: str) -> None:
    assert [(a.flow, b.flow) for a, b in combinations(drawing_of(process).lines, 2) if a.crosses(b)] == []
    assert list(check_package(package_of(process))) == []


def test_forms_are_sound_and_each_belongs_to_a_step(process: str) -> None:
    files = sorted((ROOT / "forms" / process).glob("*.json"))
    schemas = {path.stem: parse_schema(json.loads(path.read_text(encoding="utf-8"))) for path in files}
    names = {"case", "outcome", "settings"}.union(*(field_types(schema) for schema in schemas.values()))
    for name, schema in schemas.items():
        assert problems(schema, types=dict.fromkeys(names, ANY), functions=FUNCTION_NAMES) == [], name
    named = {node.form_id for node in spec_of(process).all_nodes() if node.form_id}
    assert named == {f"{process}-{name}" for name in schemas}


def test_the_page_says_what_the_diagram_says(process: str) -> None:
    text = (ROOT / "docs" / "processes" / f"{process}.md").read_text(encoding="utf-8")
    for setting in read_settings(spec_of(process).properties).values():
        assert f"| `{setting.name}` | {setting.value} | {setting.unit} | {setting.source} |" in text
        assert re.match(r"\[(DOC|DEF)\]", setting.source), setting.name
    for node in spec_of(process).all_nodes():
        if node.user_task or node.type == "endEvent":
            assert f"| {node.name} | `{node.node_id}` |" in text
    for story in stories_of(process):
        assert f"| `{story.name}` | {story.title} |" in text
