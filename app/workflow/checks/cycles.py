"""Finds loops that never stop: circles without a person or a time, and processes that call each other in a circle."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from app.workflow.checks.context import CheckContext, at_node, quoted
from app.workflow.checks.flow_graph import steps_from, takes_part
from app.workflow.elements import Node, ProcessSpec, Scope
from app.workflow.findings import Finding, Words

_WAITS: Final = frozenset({"userTask", "receiveTask", "intermediateCatchEvent", "eventBasedGateway"})
_JOBS: Final = frozenset({"serviceTask", "sendTask"})


def automatic_cycles(context: CheckContext, process: ProcessSpec) -> Iterator[Finding]:
    """Return the circles of a process on which nobody is waited for; one finding a circle."""
    inside = _Waiting(context)
    for scope in process.all_scopes():
        edges = {
            node.node_id: [step.node_id for step in (*steps_from(scope, node), *scope.boundary.get(node.node_id, ()))]
            for node in scope.nodes
            if takes_part(node)
        }
        for rule, waits in (("cycle-without-wait", inside.waits_or_works), ("cycle-only-jobs", inside.waits)):
            free = {name: nexts for name, nexts in edges.items() if not waits(scope.by_id[name])}
            for circle in circles(free):
                nodes = [scope.by_id[name] for name in free if name in circle]
                if rule == "cycle-only-jobs" and not any(node.type in _JOBS for node in nodes):
                    continue
                names = ", ".join(quoted(node) for node in nodes)[:200]
                yield at_node(rule, process, nodes[0], names)


class _Waiting:
    """Knows which elements wait for a person, a time or a message; a sub-process if every way through it does."""

    def __init__(self, context: CheckContext) -> None:
        self._context = context
        self._open: set[str] = set()

    def waits(self, node: Node) -> bool:
        """Say whether a case stands still at a node until somebody or some time comes."""
        if any(event.kind == "link" for event in node.events):
            return False
        if node.type in _WAITS:
            return True
        if node.inner is not None:
            return self._through(node.inner, self.waits)
        if node.type == "callActivity":
            return self._called(node, self.waits)
        return False

    def waits_or_works(self, node: Node) -> bool:
        """Say the same, counting work that is done outside as waiting."""
        if node.type in _JOBS or node.job is not None:
            return True
        if node.inner is not None:
            return self._through(node.inner, self.waits_or_works)
        if node.type == "callActivity":
            return self._called(node, self.waits_or_works)
        return self.waits(node)

    def _called(self, node: Node, waits: Callable[[Node], bool]) -> bool:
        called = node.call.process_id if node.call and not node.call.own_case else ""
        process = self._context.package.processes.get(called)
        if process is None or called in self._open:
            return True
        self._open.add(called)
        try:
            return self._through(process.scope, waits)
        finally:
            self._open.discard(called)

    def _through(self, scope: Scope, waits: Callable[[Node], bool]) -> bool:
        """Say whether no way from a start to an end of a scope avoids waiting."""
        seen: set[str] = set()
        waiting = [node for node in scope.nodes if node.type == "startEvent"]
        while waiting:
            node = waiting.pop()
            if node.node_id in seen or waits(node):
                continue
            seen.add(node.node_id)
            following = list(steps_from(scope, node))
            if not following:
                return False
            waiting += [*following, *scope.boundary.get(node.node_id, ())]
        return True


def circles(edges: Mapping[str, list[str]]) -> list[set[str]]:
    """Return the strongly connected parts of a graph that hold a circle (Tarjan, without recursion)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found: list[set[str]] = []
    for root in edges:
        if root in index:
            continue
        work = [(root, iter(edges[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            name, rest = work[-1]
            following = next((other for other in rest if other in edges), None)
            if following is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[name])
                if low[name] == index[name]:
                    part = _unwind(stack, on_stack, name)
                    if len(part) > 1 or name in edges[name]:
                        found.append(part)
            elif following not in index:
                index[following] = low[following] = len(index)
                stack.append(following)
                on_stack.add(following)
                work.append((following, iter(edges[following])))
            elif following in on_stack:
                low[name] = min(low[name], index[following])
    return found


def _unwind(stack: list[str], on_stack: set[str], name: str) -> set[str]:
    part: set[str] = set()
    while True:
        member = stack.pop()
        on_stack.discard(member)
        part.add(member)
        if member == name:
            return part


def call_cycles(context: CheckContext) -> Iterator[Finding]:
    """Return the calls that lead back to a process that is already running."""
    processes = context.package.processes
    calls: dict[str, list[str]] = {}
    for process in processes.values():
        inside = [node.call for node in process.all_nodes() if node.call is not None and not node.call.own_case]
        targets = [call.process_id for call in inside]
        calls[process.process_id] = [target for target in targets if target in processes]
    for circle in circles(calls):
        for process in processes.values():
            if process.process_id not in circle:
                continue
            for node in process.all_nodes():
                if node.call is not None and not node.call.own_case and node.call.process_id in circle:
                    names = " → ".join(sorted(processes[name].name or name for name in circle))
                    yield at_node("call-cycle", process, node, Words(ru=names, en=names))
