"""A scope of a diagram as a graph of choices, splits and joins, on which tokens can be played."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from app.workflow.elements import Node, Scope
from app.workflow.reading_order import link_targets

START: Final = "start"
END: Final = "end"
STOP: Final = "stop"
XOR: Final = "xor"
AND: Final = "and"
OR: Final = "or"

_GATEWAY_KINDS: Final = {
    "exclusiveGateway": XOR,
    "eventBasedGateway": XOR,
    "parallelGateway": AND,
    "inclusiveGateway": OR,
    "complexGateway": OR,
}


@dataclass(kw_only=True)
class FlowGraph:
    """Nodes of a few kinds and numbered edges between them.

    A node takes a token from one incoming edge (`xor`), from all (`and`) or from all that can still come (`or`) and
    gives one to one outgoing edge, to all, or to any of them. `joins` and `splits` name the element of the diagram
    that stands behind the incoming and the outgoing side of a node.
    """

    kinds: dict[str, str] = field(default_factory=dict)
    joins: dict[str, str] = field(default_factory=dict)
    splits: dict[str, str] = field(default_factory=dict)
    out: dict[str, list[int]] = field(default_factory=dict)
    inc: dict[str, list[int]] = field(default_factory=dict)
    edges: dict[int, tuple[str, str]] = field(default_factory=dict)

    def add(self, name: str, kind: str, element: str) -> None:
        """Add a node that stands for an element."""
        self.kinds[name] = kind
        self.joins[name] = self.splits[name] = element
        self.out[name] = []
        self.inc[name] = []

    def connect(self, source: str, target: str) -> None:
        """Add an edge."""
        number = len(self.edges)
        self.edges[number] = (source, target)
        self.out[source].append(number)
        self.inc[target].append(number)

    def copy(self) -> FlowGraph:
        """Return an independent copy."""
        return FlowGraph(
            kinds=dict(self.kinds),
            joins=dict(self.joins),
            splits=dict(self.splits),
            out={name: list(edges) for name, edges in self.out.items()},
            inc={name: list(edges) for name, edges in self.inc.items()},
            edges=dict(self.edges),
        )


def takes_part(node: Node) -> bool:
    """Say whether tokens of the scope itself pass a node (event sub-processes and compensation stand aside)."""
    if node.event_sub_process or node.for_compensation or not node.node_id:
        return False
    return not (node.type == "boundaryEvent" and any(event.kind == "compensate" for event in node.events))


def steps_from(scope: Scope, node: Node) -> Iterator[Node]:
    """Return the nodes that come right after a node along flows and links."""
    for flow_id in node.outgoing:
        flow = scope.flow_by_id.get(flow_id)
        if flow is not None and flow.target in scope.by_id:
            yield scope.by_id[flow.target]
    if node.type == "intermediateThrowEvent":
        yield from link_targets(scope, node)


def beginnings(scope: Scope) -> list[str]:
    """Return the start events of a scope; without any, what no flow leads to, all at once (BPMN 2.0.2, 13.2)."""
    starts = [node.node_id for node in scope.nodes if node.type == "startEvent" and takes_part(node)]
    return starts or [node.node_id for node in scope.nodes if begins_alone(node)]


def begins_alone(node: Node) -> bool:
    """Say whether an element begins by itself in a scope without start events."""
    catches_link = node.type == "intermediateCatchEvent" and any(event.kind == "link" for event in node.events)
    return takes_part(node) and not node.incoming and node.type != "boundaryEvent" and not catches_link


def reach(scope: Scope, roots: Iterable[str], *, side_branches: bool = True) -> set[str]:
    """Return the ids of nodes reachable from the roots, with or without non-interrupting boundary events."""
    seen: set[str] = set()
    waiting = [node_id for node_id in roots if node_id in scope.by_id]
    while waiting:
        node_id = waiting.pop()
        if node_id in seen:
            continue
        seen.add(node_id)
        node = scope.by_id[node_id]
        waiting += [following.node_id for following in steps_from(scope, node)]
        waiting += [
            event.node_id
            for event in scope.boundary.get(node_id, ())
            if takes_part(event) and (side_branches or event.interrupting)
        ]
    return seen


def games(scope: Scope) -> Iterator[FlowGraph]:
    """Return the graphs to play: the scope itself, and each side branch that comes to an end of its own.

    A branch of a non-interrupting boundary event that meets the main path again belongs to the main graph. One that
    ends by itself is played alone: a second reminder that runs beside the first is no fault.
    """
    starts = beginnings(scope)
    if not starts:
        return
    main = reach(scope, starts, side_branches=False)
    merged: set[str] = set()
    alone: set[str] = set()
    pending = True
    while pending:
        pending = False
        for event in _side_events(scope, main | alone):
            if event.node_id in merged or event.node_id in alone:
                continue
            pending = True
            branch = reach(scope, [event.node_id], side_branches=False)
            busy = {node_id for node_id in branch if scope.by_id[node_id].type != "endEvent"}
            if busy & main:
                merged.add(event.node_id)
                main |= branch
            else:
                alone.add(event.node_id)
    yield _build(scope, starts, main, merged)
    for event_id in sorted(alone):
        yield _build(scope, [event_id], reach(scope, [event_id], side_branches=False), set())


def _side_events(scope: Scope, members: set[str]) -> list[Node]:
    """Return the non-interrupting boundary events on these activities and on the branches that they open."""
    hosts = set(members)
    for member in members:
        node = scope.by_id[member]
        if node.type == "boundaryEvent":
            hosts |= reach(scope, [member], side_branches=False)
    return [
        event
        for host in sorted(hosts)
        for event in scope.boundary.get(host, ())
        if takes_part(event) and not event.interrupting
    ]


def _build(scope: Scope, starts: list[str], members: set[str], merged: set[str]) -> FlowGraph:
    graph = FlowGraph()
    nodes = [scope.by_id[node_id] for node_id in scope.by_id if node_id in members]
    for node in nodes:
        graph.add(node.node_id, _kind(node), node.node_id)
    for start in starts:
        # Start events are alternatives; elements that begin by themselves do so together.
        first = start if scope.by_id[start].type in {"startEvent", "boundaryEvent"} else starts[0]
        if f"{first}>start" not in graph.kinds:
            graph.add(f"{first}>start", START, first)
        graph.connect(f"{first}>start", start)
    for node in nodes:
        exit_of = _with_boundary(graph, scope, node, members, merged)
        _with_flows(graph, scope, node, exit_of)
    return graph


def _kind(node: Node) -> str:
    if node.type == "endEvent":
        ends_all = any(event.kind in {"terminate", "error", "cancel"} for event in node.events)
        return STOP if ends_all else END
    if len(node.incoming) > 1 and node.attributes.get("startQuantity", "1").strip() == str(len(node.incoming)):
        return AND  # A task that needs as many tokens as flows lead to it gathers them.
    return _GATEWAY_KINDS.get(node.type, XOR)


def _with_boundary(graph: FlowGraph, scope: Scope, node: Node, members: set[str], merged: set[str]) -> str:
    """Connect an activity with its boundary events; return the name of the node that its own flows leave."""
    events = [event for event in scope.boundary.get(node.node_id, ()) if takes_part(event)]
    interrupting = [event.node_id for event in events if event.interrupting and event.node_id in members]
    beside = [event.node_id for event in events if not event.interrupting and event.node_id in merged]
    body = node.node_id
    if beside:
        graph.add(f"{body}>open", AND, body)
        graph.connect(body, f"{body}>open")
        for event in beside:
            graph.add(f"{event}>may", XOR, event)
            graph.add(f"{event}>not", END, event)
            graph.connect(f"{body}>open", f"{event}>may")
            graph.connect(f"{event}>may", event)
            graph.connect(f"{event}>may", f"{event}>not")
        graph.add(f"{body}>body", XOR, body)
        graph.connect(f"{body}>open", f"{body}>body")
        body = f"{body}>body"
    if interrupting and graph.kinds[body] == AND:
        graph.add(f"{body}>body", XOR, body)
        graph.connect(body, f"{body}>body")
        body = f"{body}>body"
    for event in interrupting:
        graph.connect(body, event)
    return body


def _with_flows(graph: FlowGraph, scope: Scope, node: Node, body: str) -> None:
    """Connect a node with those after it; several flows out of a task are an implicit split."""
    flows = [scope.flow_by_id[flow_id] for flow_id in node.outgoing if flow_id in scope.flow_by_id]
    flows = [flow for flow in flows if flow.target in graph.kinds]
    targets = [target.node_id for target in link_targets(scope, node)] if node.type == "intermediateThrowEvent" else []
    if node.type in _GATEWAY_KINDS or len(flows) < 2:
        for target in [*(flow.target for flow in flows), *targets]:
            graph.connect(body, target)
    else:
        always = [flow.target for flow in flows if not flow.has_condition and not flow.is_default]
        chosen = [flow.target for flow in flows if flow.has_condition or flow.is_default]
        _implicit_split(graph, node, body, always, chosen)
    if not graph.out[body] and graph.kinds[body] not in {END, STOP}:
        graph.kinds[body] = END


def _implicit_split(graph: FlowGraph, node: Node, body: str, always: list[str], chosen: list[str]) -> None:
    name = f"{node.node_id}>out"
    if not chosen:
        graph.add(name, AND, node.node_id)
    else:
        graph.add(name, OR, node.node_id)
        for target in chosen:
            graph.connect(name, target)
        if not always:
            graph.connect(body, name)
            return
        # Conditional flows beside unconditional ones: none of the conditions need hold.
        graph.add(f"{node.node_id}>may", XOR, node.node_id)
        graph.add(f"{node.node_id}>not", END, node.node_id)
        graph.connect(f"{node.node_id}>may", name)
        graph.connect(f"{node.node_id}>may", f"{node.node_id}>not")
        graph.add(f"{node.node_id}>all", AND, node.node_id)
        graph.connect(f"{node.node_id}>all", f"{node.node_id}>may")
        name = f"{node.node_id}>all"
    for target in always:
        graph.connect(name, target)
    graph.connect(body, name)
