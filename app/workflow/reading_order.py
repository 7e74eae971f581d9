"""The order in which a person reads a diagram: what leads to a step comes before it."""

from __future__ import annotations

from collections.abc import Iterator

from app.workflow.elements import Node, Scope


def _successors(scope: Scope, node: Node) -> list[Node]:
    """Return the nodes after a node: along its flows in document order, then its boundary events."""
    flows = [scope.flow_by_id[flow_id] for flow_id in node.outgoing if flow_id in scope.flow_by_id]
    found = [scope.by_id[flow.target] for flow in flows if flow.target in scope.by_id]
    if node.type == "intermediateThrowEvent":
        found += link_targets(scope, node)
    return [*found, *scope.boundary.get(node.node_id, ())]


def link_targets(scope: Scope, node: Node) -> list[Node]:
    """Return the link catch events that a link throw event jumps to."""
    names = {event.name for event in node.events if event.kind == "link"}
    return [
        other
        for other in scope.nodes
        if other.type == "intermediateCatchEvent"
        and any(event.kind == "link" and event.name in names for event in other.events)
    ]


def reading_order(scope: Scope) -> Iterator[Node]:
    """Return the nodes of a scope so that a node comes after those that lead to it, rework aside."""
    finished: list[Node] = []
    seen: set[str] = set()
    starts = [node for node in scope.nodes if node.type == "startEvent"]
    roots = [
        *starts,
        *(node for node in scope.nodes if not node.incoming and node.type != "boundaryEvent"),
        *scope.nodes,
    ]
    order: list[Node] = []
    for root in roots:
        finished.clear()
        _visit(scope, root, seen, finished)
        order += reversed(finished)
    for node in order:
        yield node
        if node.inner is not None:
            yield from reading_order(node.inner)


def _visit(scope: Scope, root: Node, seen: set[str], finished: list[Node]) -> None:
    """Depth first without recursion: the last branch is visited first, so that the first one is read first."""
    if root.node_id in seen:
        return
    seen.add(root.node_id)
    stack = [(root, iter(reversed(_successors(scope, root))))]
    while stack:
        node, rest = stack[-1]
        following = next((other for other in rest if other.node_id not in seen), None)
        if following is None:
            finished.append(node)
            stack.pop()
        else:
            seen.add(following.node_id)
            stack.append((following, iter(reversed(_successors(scope, following)))))
