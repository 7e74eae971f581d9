"""The list of approvers as data: stages, quorum, veto, a reviewer added, rounds; drawn readably and told by stories."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.audit.models import SYSTEM
from app.engine.commands import complete_task
from app.engine.models import CaseStatus
from app.engine.queries import list_agreement_rows
from app.forms import parse_schema, problems
from app.processes.commands import publish_version
from app.workflow.checks import check_package
from app.workflow.findings import errors_of
from app.workflow.trial import run_trial
from tests.cast import make_cast
from tests.engine.stage import actor, case_row, differences, open_tasks, start
from tests.processes import test_layout as layout
from tests.processes.stories import LISTS, ROOT, all_specs_of, package_of, stories_of, told, walked
from tests.processes.test_stories import _at

PROCESS = "multi-party-agreement"
LAYOUT = (
    layout.test_every_element_has_a_shape_and_every_flow_a_line,
    layout.test_no_shape_lies_over_another,
    layout.test_every_element_stands_in_its_lane_and_in_no_other,
    layout.test_inner_elements_stand_in_their_sub_process,
    layout.test_lines_are_straight_and_touch_both_their_shapes,
    layout.test_no_line_runs_through_a_shape_or_a_label,
    layout.test_labels_do_not_lie_over_shapes_or_each_other,
    layout.test_lines_cross_as_good_as_never,
    layout.test_the_process_reads_from_left_to_right,
)


@pytest.mark.parametrize("story", stories_of(PROCESS), ids=lambda story: story.name)
def test_the_story_ends_as_told(story: Any) -> None:
    answer = told(PROCESS, story.name)
    assert answer["error"] is None, answer["error"]
    assert answer["state"] == "completed", answer["findings"]
    ends = {node.node_id for spec in all_specs_of(PROCESS) for node in spec.all_nodes() if node.type == "endEvent"}
    assert [element for element in answer["path"] if element in ends] == story.expect["ends"]
    for name, value in story.expect.get("variables", {}).items():
        assert _at(answer["variables"], name) == value, name


def brought() -> Mapping[str, Any]:
    """Run the list as a process calls it that brings the list with it."""
    rows = [{"stage": 1, "who": "school_director@school", "at": None, "veto": False}]
    scenario: Mapping[str, Any] = {
        "start": {"process": "approval-list", "variables": {"list_rows": rows, "list_quorum": "all"}},
        "steps": [{"complete": "agree_by_list", "variables": {"outcome": "approve"}}],
    }
    return run_trial(package_of(PROCESS), scenario, "approval-list")


def test_every_element_and_every_flow_is_walked_by_some_story() -> None:
    elements = {node.node_id for spec in all_specs_of(PROCESS) for node in spec.all_nodes()}
    assert elements - walked(PROCESS) == set()
    paths = [*(told(PROCESS, story.name)["path"] for story in stories_of(PROCESS)), brought()["path"]]
    beside = {pair for path in paths for pair in pairwise(path)}
    scopes = [scope for spec in all_specs_of(PROCESS) for scope in spec.all_scopes()]
    calls = {node.node_id for scope in scopes for node in scope.nodes if node.call}
    flows = {(flow.source, flow.target) for scope in scopes for flow in scope.flows if flow.target not in calls}
    unclear = flows - beside
    assert {flow for flow in unclear if not any(_after(path, *flow) for path in paths)} == set()


def _after(path: list[str], source: str, target: str) -> bool:
    """Say whether the target came after the source with only steps of the instances beside it between them."""
    if source not in path or target not in path[path.index(source) + 1 :]:
        return False
    between = path[path.index(source) + 1 : path.index(target, path.index(source) + 1)]
    return set(between) <= {source, target}


def test_a_caller_may_bring_the_list_with_it() -> None:
    answer = brought()
    assert "compose_list" not in answer["path"]
    assert answer["path"][-1] == "end_list_agreed"


@pytest.mark.parametrize("process", LISTS)
@pytest.mark.parametrize("rule", LAYOUT, ids=lambda rule: rule.__name__)
def test_the_diagram_is_pleasant_to_read(process: str, rule: Any) -> None:
    rule(process)


def test_the_check_finds_no_error_and_the_forms_are_in_order() -> None:
    assert list(errors_of(check_package(package_of(PROCESS)))) == []
    for folder in LISTS:
        for path in sorted((ROOT / "forms" / folder).glob("*.json")):
            schema = parse_schema(json.loads(Path(path).read_text(encoding="utf-8")))
            assert [one for one in problems(schema) if str(one.severity) == "error"] == [], path.name


def test_people_agree_by_stages_and_the_sheet_shows_each_stage(app: Flask) -> None:
    cast = make_cast()
    publish_version(package_of(PROCESS), published_by=SYSTEM, process_id=PROCESS)
    case_id = start(cast, process=PROCESS, variables={"document_title": "Положение"}).case_id
    rows = [
        {"stage": 1, "who": "school_director@school", "at": "", "veto": False},
        {"stage": 1, "who": "mouo_officer@mouo", "at": "south", "veto": False},
        {"stage": 2, "who": "finance_officer@finance", "at": "", "veto": True},
    ]

    def do(login: str, outcome: str = "", comment: str = "", **answers: Any) -> None:
        mine = [task for task in open_tasks(case_id) if task.organisation_id in organisations[login]]
        who = actor(cast, login)
        complete_task(mine[0].id, None, answers, completed_by=who, outcome=outcome, comment=comment)

    organisations = {
        login: {cast.id(code)}
        for login, code in (
            ("north-1.admin", "north-1"), ("north-1.director", "north-1"), ("south.officer", "south"),
            ("north-finance.accountant", "north-finance"),
        )
    }  # fmt: skip
    do("north-1.admin", list_rows=rows, list_quorum="all", list_days=3)
    assert {task.name for task in open_tasks(case_id)} == {"Согласовать по листу: этап 1, круг 1"}
    assert len(open_tasks(case_id)) == 2
    do("north-1.director", "approve")
    do("south.officer", "approve-with-remarks", "Уточнить срок")
    assert {task.name for task in open_tasks(case_id)} == {"Согласовать по листу: этап 2, круг 1"}
    do("north-finance.accountant", "approve")
    assert case_row(case_id).status is CaseStatus.COMPLETED
    assert case_row(case_id).outcome_element == "end_document_agreed"
    sheet = [row.name for row in list_agreement_rows(cast.viewer("region.sysadmin"), case_id)]
    assert sheet.count("Согласовать по листу: этап 1, круг 1") == 2
    assert sheet.count("Согласовать по листу: этап 2, круг 1") == 1
    assert differences(case_id) == ()
