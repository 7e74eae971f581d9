"""Reads where the shapes, lines and labels of a shipped diagram stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from app.workflow.source import read_bpmn
from tests.processes.stories import ROOT

DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
WAY = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"
MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


@dataclass(frozen=True, kw_only=True)
class Box:
    """A rectangle on the sheet."""

    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: Box) -> bool:
        """Say whether the two share more than a border."""
        across = self.x < other.x + other.width and other.x < self.x + self.width
        return across and self.y < other.y + other.height and other.y < self.y + self.height

    def holds(self, other: Box) -> bool:
        """Say whether the other lies inside."""
        across = self.x <= other.x and other.x + other.width <= self.x + self.width
        return across and self.y <= other.y and other.y + other.height <= self.y + self.height


@dataclass(frozen=True, kw_only=True)
class Line:
    """A sequence flow: the corners it goes through."""

    flow: str
    source: str
    target: str
    corners: tuple[tuple[float, float], ...]

    def parts(self) -> Iterator[Box]:
        """Return the straight parts as thin rectangles, a little shorter at both ends."""
        for (x1, y1), (x2, y2) in pairwise(self.corners):
            left, top = min(x1, x2), min(y1, y2)
            width, height = abs(x2 - x1), abs(y2 - y1)
            yield Box(
                x=left + min(1, width / 2),
                y=top + min(1, height / 2),
                width=max(width - 2, 0.2),
                height=max(height - 2, 0.2),
            )

    def crosses(self, other: Line) -> bool:
        """Say whether the two lines meet anywhere but at a shared end."""
        return any(mine.overlaps(theirs) for mine in self.parts() for theirs in other.parts())


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """The sheet of one process."""

    shapes: dict[str, Box]
    labels: dict[str, Box]
    lines: tuple[Line, ...]
    lanes: dict[str, tuple[str, ...]]
    hosts: dict[str, str]
    inside: dict[str, str]


@cache
def drawing_of(process: str) -> Drawing:
    """Return the sheet of a shipped process."""
    root: Any = read_bpmn((ROOT / "bpmn" / f"{process}.bpmn").read_bytes())
    shapes: dict[str, Box] = {}
    labels: dict[str, Box] = {}
    for shape in root.iter(f"{DI}BPMNShape"):
        shapes[shape.get("bpmnElement")] = _box(shape.find(f"{DC}Bounds"))
    for drawn in (*root.iter(f"{DI}BPMNShape"), *root.iter(f"{DI}BPMNEdge")):
        bounds = drawn.find(f"{DI}BPMNLabel/{DC}Bounds")
        if bounds is not None:
            labels[drawn.get("bpmnElement")] = _box(bounds)
    ends = {
        flow.get("id"): (flow.get("sourceRef"), flow.get("targetRef")) for flow in root.iter(f"{MODEL}sequenceFlow")
    }
    lines = tuple(
        Line(
            flow=edge.get("bpmnElement"),
            source=ends[edge.get("bpmnElement")][0],
            target=ends[edge.get("bpmnElement")][1],
            corners=tuple((float(way.get("x")), float(way.get("y"))) for way in edge.iter(WAY)),
        )
        for edge in root.iter(f"{DI}BPMNEdge")
        if edge.get("bpmnElement") in ends
    )
    lanes = {
        lane.get("id"): tuple(ref.text for ref in lane.iter(f"{MODEL}flowNodeRef"))
        for lane in root.iter(f"{MODEL}lane")
    }
    hosts = {event.get("id"): event.get("attachedToRef") for event in root.iter(f"{MODEL}boundaryEvent")}
    inside = {
        child.get("id"): sub.get("id")
        for sub in root.iter(f"{MODEL}subProcess")
        for child in sub.iter()
        if child is not sub and child.get("id") in shapes
    }
    return Drawing(shapes=shapes, labels=labels, lines=lines, lanes=lanes, hosts=hosts, inside=inside)


def _box(bounds: Any) -> Box:
    x, y, width, height = (float(bounds.get(name)) for name in ("x", "y", "width", "height"))
    return Box(x=x, y=y, width=width, height=height)
