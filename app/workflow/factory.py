"""Builds the SpiffWorkflow specification of a case from a diagram in running form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from SpiffWorkflow.specs import WorkflowSpec

from app.workflow.elements import Node, ProcessSpec, Scope
from app.workflow.rewriting import Drawing
from app.workflow.settings import read_settings, settings_variable
from app.workflow.specs.activities import (
    ActivitySpec,
    CallSpec,
    DecisionSpec,
    ManualSpec,
    OwnCaseSpec,
    ReceiveSpec,
    ScriptSpec,
)
from app.workflow.specs.arms import subscribes
from app.workflow.specs.base import NodeSpec, Outgoing
from app.workflow.specs.containers import EventSubProcessSpec, ProcessScopeSpec, ScopeSpec, SubProcessSpec
from app.workflow.specs.events import (
    BoundarySpec,
    CatchSpec,
    EndSpec,
    LinkCatchSpec,
    LinkThrowSpec,
    SendSpec,
    StartSpec,
    ThrowSpec,
)
from app.workflow.specs.gateways import EventGatewaySpec, ExclusiveSpec, InclusiveSpec, ParallelSpec
from app.workflow.specs.listeners import ListenerSpec
from app.workflow.specs.loops import BodySpec, MultiInstanceSpec, StandardLoopSpec

_GATEWAYS = {
    "exclusiveGateway": ExclusiveSpec,
    "parallelGateway": ParallelSpec,
    "inclusiveGateway": InclusiveSpec,
    "eventBasedGateway": EventGatewaySpec,
}


class CaseSpec(WorkflowSpec):  # type: ignore[misc]
    """The SpiffWorkflow specification of a process and all that it calls.

    Names are qualified with the process, so that no id of a diagram (Start, End, Root …) means anything to
    SpiffWorkflow; the ids as drawn stay in `bpmn_id`.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name=name)
        self.nodes: list[Any] = []
        self.processes: dict[str, ProcessScopeSpec] = {}
        self.has_conditions = False
        self.inline = False
        self.main: ProcessScopeSpec


def build_case_spec(drawing: Drawing, process_id: str, *, inline: bool = False) -> CaseSpec:
    """Return the specification of a process that `refusals` has nothing against.

    With `inline` (try-outs) a call that opens a case of its own runs the called process inside, where it is at hand.
    """
    spec = CaseSpec(process_id)
    spec.inline = inline
    for called in called_processes(drawing, process_id, inline=inline):
        process = drawing.processes[called]
        node = Node(node_id=process.process_id, name=process.name, type="process", scope_id="")
        spec.processes[called] = ProcessScopeSpec(spec, node, process.process_id)
        _Builder(spec, drawing, process).build_scope(process.scope, spec.processes[called])
    spec.main = spec.start = spec.processes[process_id]
    spec.has_conditions = any(event.kind == "conditional" for node in spec.nodes for event in node.node.events)
    return spec


def called_processes(drawing: Drawing, process_id: str, *, inline: bool = False) -> list[str]:
    """Return the process and every process that it may run inside, itself first; an expression may call any."""
    found = [process_id]
    for current in found:
        for node in drawing.processes[current].all_nodes():
            if node.call is None or (node.call.own_case and not inline):
                continue
            dynamic = node.call.process_id.startswith("=")
            targets = list(drawing.processes) if dynamic else [node.call.process_id]
            found.extend(target for target in targets if target in drawing.processes and target not in found)
    return found


class _Builder:
    """Builds the specs of one process."""

    def __init__(self, spec: CaseSpec, drawing: Drawing, process: ProcessSpec) -> None:
        self.spec = spec
        self.drawing = drawing
        self.process = process

    def build_scope(self, scope: Scope, holder: ScopeSpec) -> None:
        """Build everything directly inside a scope, then connect it."""
        built: dict[str, NodeSpec] = {node.node_id: self._build(node) for node in scope.nodes}
        self._connect(scope, built)
        self._attach(scope, built)
        self._compensate(scope, built)
        for node in scope.nodes:
            outer = built[node.node_id]
            for spec in (outer, outer.each) if isinstance(outer, BodySpec) else (outer,):
                if isinstance(spec, ScopeSpec) and node.inner is not None:
                    self.build_scope(node.inner, spec)
                    self._event_sub_process(spec)
        holder.event_sub_processes = tuple(spec for spec in built.values() if isinstance(spec, EventSubProcessSpec))
        holder.all_starts = tuple(
            spec for spec in built.values() if isinstance(spec, StartSpec) or begins_process(spec.node)
        )
        holder.starts = tuple(beginnings(scope, built))
        for spec in built.values():
            if isinstance(spec, InclusiveSpec):
                spec.sources = _sources(scope, spec.bpmn_id)

    def _name(self, node: Node) -> str:
        return f"{self.process.process_id}/{node.node_id}"

    def _build(self, node: Node) -> NodeSpec:
        if node.loop is None:
            return self._build_one(node, self._name(node))
        body_class = StandardLoopSpec if node.loop.kind == "standard" else MultiInstanceSpec
        body = body_class(self.spec, node, self._name(node), node.loop)
        inner = replace(node, loop=None, attributes={})
        body.each = self._build_one(inner, f"{self._name(node)}#each")
        return body

    def _build_one(self, node: Node, name: str) -> NodeSpec:
        if node.type in _GATEWAYS:
            return _GATEWAYS[node.type](self.spec, node, name)
        if node.inner is not None:
            return (EventSubProcessSpec if node.event_sub_process else SubProcessSpec)(self.spec, node, name)
        if node.type == "callActivity":
            return self._build_call(node, name)
        return _class_of(node)(self.spec, node, name)

    def _build_call(self, node: Node, name: str) -> NodeSpec:
        """Build a call: inside this case, or as a task that waits for the end of another one."""
        target = node.call.process_id if node.call is not None else ""
        at_hand = len(self.drawing.processes) > 1 if target.startswith("=") else target in self.drawing.processes
        if node.call is not None and node.call.own_case and not (self.spec.inline and at_hand):
            return OwnCaseSpec(self.spec, node, name)
        call = CallSpec(self.spec, node, name)
        call.processes = self.spec.processes
        if node.call is not None and node.call.own_case:
            call.settings = {
                key: settings_variable(read_settings(process.properties))
                for key, process in self.drawing.processes.items()
            }
        return call

    def _connect(self, scope: Scope, built: Mapping[str, NodeSpec]) -> None:
        for spec in built.values():
            flows = [flow for flow in scope.flows if flow.source == spec.bpmn_id]
            default = spec.node.default_flow
            spec.outgoing = tuple(
                Outgoing(flow=replace(flow, is_default=flow.flow_id == default), target=built[flow.target])
                for flow in flows
            )
            for outgoing in spec.outgoing:
                spec.connect(outgoing.target)
        catchers = {spec.node.events[0].name: spec for spec in built.values() if isinstance(spec, LinkCatchSpec)}
        for spec in built.values():
            if isinstance(spec, LinkThrowSpec):
                spec.link = catchers[spec.node.events[0].name]
                spec.connect(spec.link)
            if isinstance(spec, EventGatewaySpec):
                spec.arms = tuple(self._arm(spec, outgoing.target) for outgoing in spec.outgoing)

    def _arm(self, gateway: EventGatewaySpec, event: NodeSpec) -> ListenerSpec:
        name = f"{gateway.name}#{event.bpmn_id}"
        return ListenerSpec(self.spec, event.node, name, _Arm(gateway, event))

    def _attach(self, scope: Scope, built: Mapping[str, NodeSpec]) -> None:
        for spec in built.values():
            if not isinstance(spec, BoundarySpec):
                continue
            host = built[spec.node.attached_to]
            if any(event.kind == "compensate" for event in spec.node.events):
                continue
            host.boundary = (*host.boundary, spec)
            if subscribes(spec.node):
                spec.listener = ListenerSpec(self.spec, spec.node, f"{spec.name}#listen", spec)
            for inner in (host, host.each) if isinstance(host, BodySpec) else (host,):
                if isinstance(inner, SubProcessSpec) and any(event.kind == "cancel" for event in spec.node.events):
                    inner.on_cancel = spec

    def _compensate(self, scope: Scope, built: Mapping[str, NodeSpec]) -> None:
        for spec in built.values():
            if isinstance(spec, BoundarySpec) and any(event.kind == "compensate" for event in spec.node.events):
                handler = self.drawing.beside(self.process.process_id, spec.bpmn_id).handler
                built[spec.node.attached_to].compensation = built[handler]

    def _event_sub_process(self, spec: ScopeSpec) -> None:
        """Let an event sub-process know its start, and a sub-process its compensation."""
        if isinstance(spec, SubProcessSpec):
            for inner in spec.event_sub_processes:
                if any(event.kind == "compensate" for event in inner.start.node.events):
                    spec.on_compensation = inner
        if isinstance(spec, EventSubProcessSpec):
            spec.start = spec.all_starts[0]
            if subscribes(spec.start.node):
                spec.listener = ListenerSpec(self.spec, spec.start.node, f"{spec.name}#listen", spec)


class _Arm:
    """Tells an event gateway which of its events happened."""

    def __init__(self, gateway: EventGatewaySpec, event: NodeSpec) -> None:
        self.gateway = gateway
        self.event = event

    def heard(self, tree: Any, listener: Any, variables: Mapping[str, Any]) -> None:
        """Go on at the event."""
        self.gateway.happened(tree, listener.parent, self.event, variables)


def _class_of(node: Node) -> type[NodeSpec]:
    """Return the class for an event or a task that needs nothing else to be built."""
    kinds = {event.kind for event in node.events}
    if node.type == "intermediateCatchEvent":
        return LinkCatchSpec if kinds == {"link"} else CatchSpec
    if node.type == "intermediateThrowEvent":
        return LinkThrowSpec if kinds == {"link"} else ThrowSpec
    simple: dict[str, type[NodeSpec]] = {
        "startEvent": StartSpec,
        "endEvent": EndSpec,
        "boundaryEvent": BoundarySpec,
        "userTask": ManualSpec,
        "serviceTask": ManualSpec,
        "sendTask": ManualSpec,
        "receiveTask": ReceiveSpec,
    }
    if node.type == "sendTask" and node.job is None and node.events:
        return SendSpec
    if node.type in simple:
        return simple[node.type]
    if node.type == "scriptTask" and node.script is not None:
        return ScriptSpec
    if node.type == "businessRuleTask" and node.decision is not None:
        return DecisionSpec
    return ManualSpec if node.job is not None else ActivitySpec


def beginnings(scope: Scope, built: Mapping[str, NodeSpec]) -> Iterator[NodeSpec]:
    """Return where tokens begin: the plain start event, else (no start event at all) whatever no flow leads to."""
    starts = [node for node in scope.nodes if node.type == "startEvent"]
    if starts:
        yield from (built[node.node_id] for node in starts if not node.events)
        return
    for node in scope.nodes:
        if begins_alone(node):
            yield built[node.node_id]


def begins_process(node: Node) -> bool:
    """Say whether it is a receive task whose message begins the process (`instantiate`)."""
    return node.type == "receiveTask" and node.attributes.get("instantiate", "false").strip() in {"true", "1"}


def begins_alone(node: Node) -> bool:
    """Say whether an element without incoming flow gets a token when its scope begins (BPMN 2.0.2, 13.2)."""
    if node.incoming or node.type in {"startEvent", "boundaryEvent"} or node.event_sub_process or node.for_compensation:
        return False
    if begins_process(node):
        return False
    return not (node.type == "intermediateCatchEvent" and any(event.kind == "link" for event in node.events))


def _sources(scope: Scope, join_id: str) -> tuple[frozenset[str], ...]:
    """Return for each flow into the join the elements from which it can be reached without passing the join."""
    before: dict[str, set[str]] = {}
    for flow in scope.flows:
        before.setdefault(flow.target, set()).add(flow.source)
    for node in scope.nodes:
        if node.type == "boundaryEvent":
            before.setdefault(node.node_id, set()).add(node.attached_to)
        if node.type == "intermediateThrowEvent" and any(event.kind == "link" for event in node.events):
            for other in scope.nodes:
                if other.type == "intermediateCatchEvent" and [e.name for e in other.events] == [
                    e.name for e in node.events
                ]:
                    before.setdefault(other.node_id, set()).add(node.node_id)
    by_id = scope.flow_by_id
    return tuple(_reach(by_id[flow_id].source, before, join_id) for flow_id in scope.by_id[join_id].incoming)


def _reach(source: str, before: Mapping[str, set[str]], join_id: str) -> frozenset[str]:
    seen: set[str] = set()
    open_ends = [source]
    while open_ends:
        current = open_ends.pop()
        if current == join_id or current in seen:
            continue
        seen.add(current)
        open_ends.extend(before.get(current, ()))
    return frozenset(seen)
