"""The shipped diagrams are pleasant to read: everything drawn, nothing over anything, lines straight."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from tests.processes.drawing import Box, drawing_of
from tests.processes.stories import GENERAL, PROCESSES, spec_of

LINE_CROSSINGS = {
    "staffing-approval": 1,
    "programme-review": 0,
    "network-agreement": 1,
    "licensing": 3,
    "premises-readiness": 1,
    "procurement-equipment": 1,
    "enrolment": 0,
    "centre-creation": 5,
}


@pytest.fixture(params=[*PROCESSES, *GENERAL, "publication-approval"])
def process(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_element_has_a_shape_and_every_flow_a_line(process: str) -> None:
    drawing, spec = drawing_of(process), spec_of(process)
    drawn = {line.flow for line in drawing.lines}
    assert {node.node_id for node in spec.all_nodes()} <= set(drawing.shapes)
    assert {flow.flow_id for scope in spec.all_scopes() for flow in scope.flows} == drawn
    assert {lane.lane_id for lane in spec.lanes} <= set(drawing.shapes)


def test_no_shape_lies_over_another(process: str) -> None:
    drawing = drawing_of(process)
    nodes = {node.node_id: drawing.shapes[node.node_id] for node in spec_of(process).all_nodes()}
    for (one, first), (two, second) in combinations(nodes.items(), 2):
        related = two in (drawing.hosts.get(one), drawing.inside.get(one))
        if not related and one not in (drawing.hosts.get(two), drawing.inside.get(two)):
            assert not first.overlaps(second), (one, two)


def test_every_element_stands_in_its_lane_and_in_no_other(process: str) -> None:
    drawing = drawing_of(process)
    placed = [element for elements in drawing.lanes.values() for element in elements]
    outer = {node.node_id for node in spec_of(process).scope.nodes}
    assert sorted(placed) == sorted(outer)
    for lane, elements in drawing.lanes.items():
        for element in elements:
            assert drawing.shapes[lane].holds(drawing.shapes[element]), (lane, element)


def test_inner_elements_stand_in_their_sub_process(process: str) -> None:
    drawing = drawing_of(process)
    for inner, outer in drawing.inside.items():
        assert drawing.shapes[outer].holds(drawing.shapes[inner]), inner


def test_lines_are_straight_and_touch_both_their_shapes(process: str) -> None:
    drawing = drawing_of(process)
    for line in drawing.lines:
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(line.corners)), line.flow
        for end, element in ((line.corners[0], line.source), (line.corners[-1], line.target)):
            box = drawing.shapes[element]
            near = Box(x=box.x - 1, y=box.y - 1, width=box.width + 2, height=box.height + 2)
            assert near.holds(Box(x=end[0], y=end[1], width=0, height=0)), (line.flow, element)


def test_no_line_runs_through_a_shape_or_a_label(process: str) -> None:
    drawing = drawing_of(process)
    nodes = {node.node_id: drawing.shapes[node.node_id] for node in spec_of(process).all_nodes()}
    for line in drawing.lines:
        own = {line.source, line.target, drawing.inside.get(line.source)}
        for part in line.parts():
            assert [name for name, box in nodes.items() if name not in own and part.overlaps(box)] == [], line.flow
            assert [name for name, box in drawing.labels.items() if part.overlaps(box)] == [], line.flow


def test_labels_do_not_lie_over_shapes_or_each_other(process: str) -> None:
    drawing = drawing_of(process)
    nodes = [node for node in spec_of(process).all_nodes() if node.node_id not in set(drawing.inside.values())]
    for (one, first), (two, second) in combinations(drawing.labels.items(), 2):
        assert not first.overlaps(second), (one, two)
    for label, box in drawing.labels.items():
        covered = [node.node_id for node in nodes if box.overlaps(drawing.shapes[node.node_id])]
        assert covered == [], label


def test_lines_cross_as_good_as_never(process: str) -> None:
    """Lines that leave one gateway or come to one join may run together: that is one trunk with its branches."""
    pairs = [
        (one, two)
        for one, two in combinations(drawing_of(process).lines, 2)
        if one.source != two.source and one.target != two.target
    ]
    crossings = [(one.flow, two.flow) for one, two in pairs if one.crosses(two)]
    assert len(crossings) <= LINE_CROSSINGS.get(process, 0), crossings


def test_the_process_reads_from_left_to_right(process: str) -> None:
    drawing = drawing_of(process)
    forward = [line for line in drawing.lines if drawing.shapes[line.target].x > drawing.shapes[line.source].x]
    assert len(forward) / len(drawing.lines) > 0.6
    start = next(node.node_id for node in spec_of(process).scope.nodes if node.type == "startEvent")
    outer = [node.node_id for node in spec_of(process).scope.nodes if node.type in {"userTask", "endEvent"}]
    assert all(drawing.shapes[start].x < drawing.shapes[element].x for element in outer)
