"""The pages about the shipped processes say what the diagrams say."""

from __future__ import annotations

import re

import pytest

from app.workflow.settings import read_settings
from tests.processes.coverage import SHIPPED, WITH_WHAT_THEY_CALL, coverage_of, report, story_words
from tests.processes.stories import GENERAL, PROCESSES, ROOT, all_specs_of, spec_of, stories_of

STEPS = {
    "staffing-approval": 8,
    "programme-review": 14,
    "network-agreement": 12,
    "licensing": 8,
    "premises-readiness": 9,
    "procurement-equipment": 11,
    "enrolment": 7,
    "measure-execution": 5,
    "assignment": 3,
    "centre-creation": 17,
}


@pytest.fixture(params=STEPS)
def process(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def page(process: str) -> str:
    return (ROOT / "docs" / "processes" / f"{process}.md").read_text(encoding="utf-8")


def test_every_setting_is_listed_with_its_value_and_source(process: str) -> None:
    for setting in read_settings(spec_of(process).properties).values():
        assert f"| `{setting.name}` | {setting.value} | {setting.unit} | {setting.source} |" in page(process)
        assert re.match(r"\[(DOC|DEF)\]", setting.source), setting.name


def test_every_setting_is_used(process: str) -> None:
    diagrams = [ROOT / "bpmn" / name for name in {**PROCESSES, **GENERAL}[process]]
    forms = (ROOT / "forms" / process).glob("*.json")
    text = "".join(path.read_text(encoding="utf-8") for path in (*diagrams, *forms))
    for name in read_settings(spec_of(process).properties):
        assert f"settings.{name}" in text, name


def test_every_numbered_step_has_its_elements(process: str) -> None:
    known = {node.node_id for spec in all_specs_of(process) for node in spec.all_nodes()}
    rows = re.findall(r"^\| (\d+) \| [^|]+ \| ([^|]+) \|", page(process), flags=re.MULTILINE)
    assert [int(number) for number, _elements in rows] == list(range(1, STEPS[process] + 1))
    for _number, elements in rows:
        assert set(re.findall(r"`(\w+)`", elements)) <= known


def test_the_tables_name_the_stories_that_walk_a_step_and_an_ending(process: str) -> None:
    text = page(process)
    steps = re.findall(r"^\| \d+ \| [^|]+ \| ([^|]+) \| ([^|]+) \|$", text, flags=re.MULTILINE)
    ends = re.findall(r"^\| [^|]+ \| (`\w+`) \| ([^|`]+) \|$", text, flags=re.MULTILINE)
    assert ends
    for elements, stories in (*steps, *ends):
        assert stories.strip() == story_words(process, re.findall(r"`(\w+)`", elements)), elements


def test_every_element_is_in_the_table_of_steps_or_endings(process: str) -> None:
    named = set(re.findall(r"`(\w+)`", page(process)))
    for node in spec_of(process).all_nodes():
        if node.user_task or node.call or node.type == "endEvent":
            assert node.node_id in named, node.node_id


def test_no_element_of_a_shipped_diagram_is_left_out_by_the_stories() -> None:
    assert [(row.process, row.missed) for row in map(coverage_of, SHIPPED) if row.missed] == []
    shipped = {path.stem for path in (ROOT / "bpmn").glob("*.bpmn")}
    assert {*SHIPPED, *WITH_WHAT_THEY_CALL.values()} == shipped
    assert list(report())[-1].endswith("100 %")


def test_every_task_ending_and_story_is_listed(process: str) -> None:
    text = page(process)
    for node in [node for spec in all_specs_of(process) for node in spec.all_nodes()]:
        if node.user_task or node.type == "endEvent":
            assert f"| {node.name} | `{node.node_id}` |" in text
    for story in stories_of(process):
        assert f"| `{story.name}` | {story.title} |" in text


def test_every_task_says_which_step_it_is_and_why_its_term(process: str) -> None:
    for task in [task for spec in all_specs_of(process) for task in spec.user_tasks.values()]:
        assert task.properties["soglas:step"], task.element_id
        assert task.properties["soglas:deadline-basis"], task.element_id
        assert task.documentation, task.element_id
