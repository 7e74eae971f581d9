"""What pages show of a process without running it: lanes, tasks in reading order and what may come after each."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from app.workflow.elements import (
    FlowSpec,
    LaneSpec,
    Node,
    Outcome,
    ProcessSpec,
    Scope,
    UserTaskSpec,
)
from app.workflow.hints import Hint, read_hints, unite
from app.workflow.package import Package
from app.workflow.reading_order import link_targets, reading_order

_STOPS: Final = frozenset({"userTask", "receiveTask", "intermediateCatchEvent", "callActivity"})
_MAX_STEPS: Final = 400
_OUTCOME_IS = re.compile(r'^=?\s*outcome\s*=\s*"(?P<word>[a-z-]+)"\s*$')
_OUTCOME_IN = re.compile(r"^=?\s*outcome\s+in\s+[(\[](?P<words>[^)\]]*)[)\]]\s*$")


@dataclass(frozen=True, kw_only=True)
class Branch:
    """A choice on the way: the flow that is taken, its name and condition; `outcomes` when the decision decides it."""

    flow_id: str
    name: str
    condition: str
    is_default: bool
    gateway_id: str
    gateway_name: str
    outcomes: tuple[Outcome, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """Where a case may stop next: a task, a wait or an end.

    `flows` is the way there. `together` says that other steps start at the same time (parallel branches). `back` says
    that the step lies earlier in reading order: rework. `event` is the boundary event that leads there, if one does.
    """

    element_id: str
    name: str
    type: str
    lane: str
    branches: tuple[Branch, ...] = ()
    flows: tuple[str, ...] = ()
    together: bool = False
    back: bool = False
    event: str = ""


@dataclass(frozen=True, kw_only=True)
class OutlineElement:
    """One flow node for pages; `number` counts the user tasks from 1 (0 for everything else)."""

    element_id: str
    name: str
    type: str
    lane: str
    scope_id: str
    documentation: str = ""
    number: int = 0
    task: UserTaskSpec | None = None
    next: tuple[NextStep, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OutlineFlow:
    """A sequence flow for the path on the diagram."""

    flow_id: str
    name: str
    source: str
    target: str


@dataclass(frozen=True, kw_only=True)
class ProcessOutline:
    """A process as pages need it; `elements` holds every flow node in reading order."""

    process_id: str
    name: str
    documentation: str
    lanes: tuple[LaneSpec, ...]
    elements: tuple[OutlineElement, ...]
    flows: tuple[OutlineFlow, ...]
    hints: tuple[Hint, ...] = ()

    @property
    def user_tasks(self) -> tuple[OutlineElement, ...]:
        """Return the user tasks in reading order."""
        return tuple(element for element in self.elements if element.task is not None)

    def element(self, element_id: str) -> OutlineElement | None:
        """Return one element, or None."""
        return next((element for element in self.elements if element.element_id == element_id), None)

    def taken_flows(self, completed: Sequence[str], open_ids: Collection[str] = ()) -> tuple[str, ...]:
        """Return the flows that a case went along, from its completed elements in order and those open now.

        Of several flows into an element the one counts whose source was completed last (all of them at a join).
        """
        incoming: dict[str, list[OutlineFlow]] = {}
        for flow in self.flows:
            incoming.setdefault(flow.target, []).append(flow)
        joins = {e.element_id for e in self.elements if e.type in {"parallelGateway", "inclusiveGateway"}}
        last: dict[str, int] = {}
        taken: dict[str, None] = {}
        for position, element_id in enumerate([*completed, *open_ids]):
            known = [flow for flow in incoming.get(element_id, ()) if flow.source in last]
            if element_id not in joins and known:
                known = [max(known, key=lambda flow: last[flow.source])]
            taken.update(dict.fromkeys(flow.flow_id for flow in known))
            last[element_id] = position
        return tuple(taken)


def outline(package: Package, process_id: str | None = None) -> ProcessOutline:
    """Return the outline of one process of a package (the main one without an id); raises KeyError, SourceRefused."""
    chosen = process_id or package.main_process_id()
    if chosen is None or chosen not in package.processes:
        raise KeyError(process_id or "no process")
    return outline_process(package.processes[chosen])


def outline_process(process: ProcessSpec) -> ProcessOutline:
    """Return the outline of a process that was read before."""
    order = tuple(reading_order(process.scope))
    position = {node.node_id: index for index, node in enumerate(order)}
    walker = _Walker(process, position)
    elements = []
    number = 0
    for node in order:
        number += node.user_task is not None
        elements.append(
            OutlineElement(
                element_id=node.node_id,
                name=" ".join(node.name.split()),
                type=node.type,
                lane=node.lane,
                scope_id=node.scope_id,
                documentation=node.documentation,
                number=number if node.user_task is not None else 0,
                task=node.user_task,
                next=walker.after(node),
            )
        )
    return ProcessOutline(
        process_id=process.process_id,
        name=process.name,
        documentation=process.documentation,
        lanes=process.lanes,
        elements=tuple(elements),
        flows=tuple(
            OutlineFlow(flow_id=flow.flow_id, name=flow.name, source=flow.source, target=flow.target)
            for scope in process.all_scopes()
            for flow in scope.flows
        ),
        hints=unite([read_hints(process.properties), *(read_hints(node.properties) for node in process.all_nodes())]),
    )


@dataclass(frozen=True, kw_only=True)
class _Way:
    """A way walked so far."""

    node: Node
    branches: tuple[Branch, ...] = ()
    flows: tuple[str, ...] = ()
    together: bool = False
    event: str = ""


class _Walker:
    """Finds what may come next, through gateways, scripts and other things that need nobody."""

    def __init__(self, process: ProcessSpec, position: dict[str, int]) -> None:
        self._position = position
        self._scope_of = {node.node_id: scope for scope in process.all_scopes() for node in scope.nodes}
        self._holder = {
            node.inner.scope_id: node for node in process.all_nodes() if node.inner is not None and node.node_id
        }

    def after(self, node: Node) -> tuple[NextStep, ...]:
        """Return the next stops of a case that leaves this node, by its flows and by its boundary events."""
        scope = self._scope_of[node.node_id]
        ways = list(self._out(_Way(node=node), scope))
        for event in scope.boundary.get(node.node_id, ()):
            ways += self._out(_Way(node=event, event=event.node_id), scope)
        found: dict[tuple[str, tuple[str, ...]], NextStep] = {}
        seen: set[tuple[str, tuple[str, ...]]] = set()
        steps = 0
        while ways and steps < _MAX_STEPS:
            way, steps = ways.pop(0), steps + 1
            key = (way.node.node_id, tuple(branch.flow_id for branch in way.branches))
            if key in seen or len(way.flows) > 60:
                continue
            seen.add(key)
            further = self._pass(way)
            if further is None:
                found[key] = self._stop(way, node)
            else:
                ways += further
        return tuple(sorted(found.values(), key=lambda step: (bool(step.event), step.back)))

    def _stop(self, way: _Way, start: Node) -> NextStep:
        node = way.node
        here = self._position.get(node.node_id, 0)
        return NextStep(
            element_id=node.node_id,
            name=" ".join(node.name.split()),
            type=node.type,
            lane=node.lane,
            branches=way.branches,
            flows=way.flows,
            together=way.together,
            back=here <= self._position.get(start.node_id, 0),
            event=way.event,
        )

    def _pass(self, way: _Way) -> list[_Way] | None:
        """Return the ways on from a node that stops nobody, or None where the case stops."""
        node = way.node
        scope = self._scope_of[node.node_id]
        if node.inner is not None:
            starts = [inner for inner in node.inner.nodes if inner.type == "startEvent"]
            return [self._moved(way, start) for start in starts] or None
        if node.type == "endEvent":
            holder = self._holder.get(scope.scope_id)
            plain = not any(event.kind in {"error", "escalation", "terminate"} for event in node.events)
            if holder is None or not plain:
                return None
            return list(self._out(self._moved(way, holder), self._scope_of[holder.node_id])) or None
        if node.type == "intermediateCatchEvent" and any(event.kind == "link" for event in node.events):
            return list(self._out(way, scope))
        if node.type in _STOPS:
            return None
        return list(self._out(way, scope)) or None

    @staticmethod
    def _moved(way: _Way, node: Node) -> _Way:
        return _Way(node=node, branches=way.branches, flows=way.flows, together=way.together, event=way.event)

    def _out(self, way: _Way, scope: Scope) -> Iterator[_Way]:
        node = way.node
        flows = [scope.flow_by_id[flow_id] for flow_id in node.outgoing if flow_id in scope.flow_by_id]
        chooses = len(flows) > 1 and node.type not in {"parallelGateway", "eventBasedGateway"}
        chooses = chooses and (node.type.endswith("Gateway") or any(flow.has_condition for flow in flows))
        splits = len(flows) > 1 and not chooses and node.type != "eventBasedGateway"
        for flow in flows:
            target = scope.by_id.get(flow.target)
            if target is not None:
                yield _Way(
                    node=target,
                    branches=(*way.branches, _branch(flow, node)) if chooses else way.branches,
                    flows=(*way.flows, flow.flow_id),
                    together=way.together or splits,
                    event=way.event,
                )
        for target in link_targets(scope, node) if node.type == "intermediateThrowEvent" else ():
            yield self._moved(way, target)


def _branch(flow: FlowSpec, gateway: Node) -> Branch:
    return Branch(
        flow_id=flow.flow_id,
        name=" ".join(flow.name.split()),
        condition=flow.condition,
        is_default=flow.is_default,
        gateway_id=gateway.node_id,
        gateway_name=" ".join(gateway.name.split()),
        outcomes=tuple(_outcomes(flow.condition)),
    )


def _outcomes(condition: str) -> Iterator[Outcome]:
    """Return the outcomes that a condition names, when it is plainly about the outcome."""
    if match := _OUTCOME_IS.match(condition):
        words = [match["word"]]
    elif match := _OUTCOME_IN.match(condition):
        words = [word.strip().strip('"') for word in match["words"].split(",")]
    else:
        return
    yield from (Outcome(word) for word in words if word in list(Outcome))
