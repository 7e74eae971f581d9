"""Every story of the shipped processes ends as it is told, and together they walk every element and flow."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from app.workflow.checks import Surroundings, check_package
from app.workflow.findings import errors_of
from app.workflow.trial import run_trial
from tests.processes.stories import (
    IN_ORDER,
    PROCESSES,
    Story,
    all_specs_of,
    package_of,
    spec_of,
    stories_of,
    told,
    walked,
)

TOLD = [*PROCESSES, "measure-execution", "assignment", "publication-approval"]
ALL = [story for process in TOLD for story in stories_of(process)]


@pytest.mark.parametrize("story", ALL, ids=lambda story: f"{story.process}: {story.name}")
def test_the_story_ends_as_told(story: Story) -> None:
    answer = told(story.process, story.name)
    expect = story.expect
    assert answer["error"] is None, answer["error"]
    assert answer["state"] == expect.get("state", "completed")
    ends = {
        node.node_id for spec in all_specs_of(story.process) for node in spec.all_nodes() if node.type == "endEvent"
    }
    assert [element for element in answer["path"] if element in ends] == expect["ends"]
    for element in expect.get("walks", []):
        assert element in answer["path"]
    for element in expect.get("avoids", []):
        assert element not in answer["path"]
    if "open" in expect:
        assert sorted(task["element"] for task in answer["open"]) == sorted(expect["open"])
    for name, value in expect.get("variables", {}).items():
        assert _at(answer["variables"], name) == value, name


@pytest.mark.parametrize("process", TOLD)
def test_the_check_accepts_the_shipped_process_without_an_error(process: str) -> None:
    around = Surroundings(published_processes=frozenset(IN_ORDER))
    assert list(errors_of(check_package(package_of(process), around=around))) == []


@pytest.mark.parametrize("process", TOLD)
def test_every_element_is_walked_by_some_story(process: str) -> None:
    elements = {node.node_id for spec in all_specs_of(process) for node in spec.all_nodes()}
    assert elements - walked(process) == set()


@pytest.mark.parametrize("process", TOLD)
def test_every_flow_is_walked_by_some_story(process: str) -> None:
    """Steps beside each other walk their flow; in parallel branches others may come between."""
    paths = [told(process, story.name)["path"] for story in stories_of(process)]
    beside = {pair for path in paths for pair in pairwise(path)}
    scopes = [scope for spec in all_specs_of(process) for scope in spec.all_scopes()]
    called = {node.node_id for scope in scopes for node in scope.nodes if node.call and not node.call.own_case}
    # a call completes after what it called, so the step into it is told by the elements inside
    flows = {(flow.source, flow.target) for scope in scopes for flow in scope.flows if flow.target not in called}
    # a sub-process completes after what is in it: the step into it is told by its start
    inside = [node for scope in scopes for node in scope.nodes if node.inner is not None]
    begins = {
        first.node_id: node.node_id for node in inside for first in node.inner.nodes if first.type == "startEvent"
    }
    beside |= {(source, begins[target]) for source, target in beside if target in begins}
    unclear = flows - beside
    assert unclear - {flow for flow in unclear if any(_walks(process, path, *flow) for path in paths)} == set()


@pytest.mark.parametrize("process", TOLD)
def test_the_process_runs_without_an_engine_around_it(process: str) -> None:
    """A try-out gives no variable `case`: titles and keys must not need one."""
    story = stories_of(process)[0]
    scenario = story.scenario()
    del scenario["start"]["variables"]["case"]
    answer = run_trial(package_of(process), scenario)
    assert answer["state"] == "completed", answer["error"]


def test_every_end_is_named_differently() -> None:
    for process in PROCESSES:
        names = [node.name for node in spec_of(process).all_nodes() if node.type == "endEvent"]
        assert len(names) == len(set(names))
        assert "Отозвано" in names


def _walks(process: str, path: list[str], source: str, target: str) -> bool:
    """Say whether the target came after the source and no other way between them was open."""
    if source not in path or target not in path[path.index(source) + 1 :]:
        return False
    scopes = (scope for spec in all_specs_of(process) for scope in spec.all_scopes())
    scope = next(scope for scope in scopes if source in scope.by_id)
    others = {flow.target for flow in scope.flows if flow.source == source} - {target}
    coming = sum(flow.target == target for flow in scope.flows)
    splits = scope.by_id[source].type == "parallelGateway"
    return splits or coming == 1 or not others & set(path[path.index(source) + 1 :])


def _at(variables: Any, path: str) -> Any:
    for part in path.split("."):
        variables = variables[int(part)] if isinstance(variables, list) else variables.get(part)
    return variables
