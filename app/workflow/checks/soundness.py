"""The checks of the group soundness: dead ends, unreachable elements, deadlocks, doubled steps, endless loops."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Final

from app.workflow.checks.context import CheckContext, at_node, at_process, is_too_large, quoted
from app.workflow.checks.cycles import automatic_cycles, call_cycles
from app.workflow.checks.flow_graph import AND, OR, XOR, FlowGraph, beginnings, games, reach, steps_from, takes_part
from app.workflow.checks.reduction import reduce
from app.workflow.checks.token_game import MAX_SECONDS, play
from app.workflow.elements import Node, ProcessSpec, Scope
from app.workflow.findings import Finding, Words

_MAX_TOTAL_SECONDS: Final = 3.0
_MAX_FINDINGS: Final = 25


def check_soundness(context: CheckContext) -> Iterator[Finding]:
    """Return every finding of the group; a process that is too large is left to the rule about its size."""
    until = time.monotonic() + _MAX_TOTAL_SECONDS
    yield from call_cycles(context)
    for process in context.processes:
        if is_too_large(process):
            yield at_process("soundness-not-proven", process)
            continue
        yield from automatic_cycles(context, process)
        for scope in process.all_scopes():
            if scope.type != "adHocSubProcess":
                yield from _check_scope(process, scope, until)


def _check_scope(process: ProcessSpec, scope: Scope, until: float) -> Iterator[Finding]:
    starts = beginnings(scope)
    if not starts:
        return
    nodes = [node for node in scope.nodes if takes_part(node)]
    reachable = reach(scope, starts)
    lost = [node for node in nodes if node.node_id not in reachable]
    for node in lost[:_MAX_FINDINGS]:
        yield at_node("unreachable-element", process, node)
    trapped = set()
    for finding, members in _endless(process, scope, [node for node in nodes if node.node_id in reachable]):
        trapped |= members
        yield finding
    yield from _play(process, scope, until, trapped)


def _endless(process: ProcessSpec, scope: Scope, nodes: list[Node]) -> Iterator[tuple[Finding, set[str]]]:
    """Return dead ends, and loops without a way out; the elements that merely lead there are not named."""
    saved = _can_end(scope, nodes)
    stuck = [node for node in nodes if node.node_id not in saved]
    named: set[str] = set()
    for node in stuck[:_MAX_FINDINGS]:
        if node.node_id in named:
            continue
        following = list(steps_from(scope, node)) + _boundary(scope, node)
        if not following:
            yield at_node("no-way-to-end", process, node), {node.node_id}
            continue
        circle = reach(scope, [step.node_id for step in following])
        if node.node_id in circle and all(node.node_id in reach(scope, [other]) for other in circle):
            named |= circle
            members = [member for member in nodes if member.node_id in circle]
            names = ", ".join(quoted(member) for member in members if member.name)[:200]
            yield at_node("livelock", process, node, names), circle
            yield at_node("no-way-to-end", process, node, names), circle


def _boundary(scope: Scope, node: Node) -> list[Node]:
    return [event for event in scope.boundary.get(node.node_id, ()) if takes_part(event)]


def _can_end(scope: Scope, nodes: list[Node]) -> set[str]:
    """Return the nodes from which a path leads to an end event."""
    before: dict[str, list[str]] = {}
    for node in nodes:
        for step in [*steps_from(scope, node), *_boundary(scope, node)]:
            before.setdefault(step.node_id, []).append(node.node_id)
    waiting = [node.node_id for node in nodes if node.type == "endEvent"]
    if not any(node.type in {"startEvent", "endEvent"} for node in scope.nodes):
        # Drawn without start and end events at all, a path ends where nothing follows.
        waiting = [node.node_id for node in nodes if not [*steps_from(scope, node), *_boundary(scope, node)]]
    saved: set[str] = set()
    while waiting:
        node_id = waiting.pop()
        if node_id not in saved:
            saved.add(node_id)
            waiting += before.get(node_id, [])
    return saved


def _play(process: ProcessSpec, scope: Scope, until: float, trapped: set[str]) -> Iterator[Finding]:
    """Play tokens on what is left of the scope when everything well-structured is folded away."""
    said: set[tuple[str, str]] = set()
    for full in games(scope):
        small = reduce(full)
        seconds = min(MAX_SECONDS, max(0.05, until - time.monotonic()))
        outcome = play(small, max_seconds=seconds)
        for rule, names, sides in (
            ("deadlock", outcome.stuck, (XOR,)),
            ("lack-of-synchronisation", [_merge_before(small, name) for name in outcome.doubled], (AND, OR)),
            ("livelock", outcome.circling, ()),
        ):
            for element in _elements(scope, (small.joins[name] for name in names)):
                if (rule, element.node_id) in said or (rule == "livelock" and (trapped or outcome.stuck)):
                    continue
                said.add((rule, element.node_id))
                yield at_node(rule, process, element, _why(rule, scope, full, element, sides))
        if not outcome.complete:
            yield _not_proven(process, scope)


def _merge_before(graph: FlowGraph, name: str) -> str:
    """Return the merge at or before a node at which tokens catch up with each other."""
    current = name
    for _ in graph.kinds:
        if len(graph.inc[current]) != 1:
            break
        current = graph.edges[graph.inc[current][0]][0]
    return current if graph.inc[current] else name


def _not_proven(process: ProcessSpec, scope: Scope) -> Finding:
    holder = process.by_id.get(scope.scope_id)
    if holder is None:
        return at_process("soundness-not-proven", process)
    return at_node("soundness-not-proven", process, holder)


def _elements(scope: Scope, names: Iterable[str]) -> list[Node]:
    found = dict.fromkeys(name for name in names if name in scope.by_id)
    return [scope.by_id[name] for name in found]


def _why(rule: str, scope: Scope, graph: FlowGraph, join: Node, kinds: tuple[str, ...]) -> Words:
    """Say at which split the branches part that do not meet rightly at this join."""
    split = _nearest_split(graph, join.node_id, kinds) if kinds else None
    here = quoted(join)
    if split is None or split not in scope.by_id or split == join.node_id:
        return Words(
            ru={
                "deadlock": f"{here} ждёт ветвь, которая может не прийти",
                "lack-of-synchronisation": f"{here} может начаться снова, пока прежнее выполнение ещё идёт",
            }.get(rule, here),
            en={
                "deadlock": f"{here} waits for a branch that may not come",
                "lack-of-synchronisation": f"{here} may start again while it is still running",
            }.get(rule, here),
        )
    there = quoted(scope.by_id[split])
    if rule == "deadlock":
        return Words(
            ru=f"на {there} выбирается только часть ветвей, а {here} ждёт их все",
            en=f"at {there} only some of the branches are chosen, but {here} waits for all of them",
        )
    return Words(
        ru=f"ветви, которые идут параллельно от {there}, сходятся в {here} без ожидания друг друга",
        en=f"the branches that run in parallel from {there} meet in {here} without waiting for each other",
    )


def _nearest_split(graph: FlowGraph, join: str, kinds: tuple[str, ...]) -> str | None:
    """Return the closest split of these kinds from which two incoming edges of the join are reached apart."""
    distances: list[dict[int, int]] = []
    for incoming in graph.inc.get(join, []):
        distances.append(_backwards(graph, incoming, join))
    best: tuple[int, str] | None = None
    for name, kind in graph.kinds.items():
        ways = graph.out[name]
        wanted = kind in kinds or (kind == OR and XOR in kinds)
        if len(ways) < 2 or not wanted:
            continue
        reached = [min((table[edge] + 1 for edge in ways if edge in table), default=0) for table in distances]
        apart = {tuple(edge for edge in ways if edge in table) for table in distances} - {()}
        if len(apart) < 2 and not (apart and (XOR in kinds)):
            continue
        score = sum(reached) + (1000 if len(apart) < 2 else 0)
        if best is None or score < best[0]:
            best = (score, graph.splits[name])
    return best[1] if best else None


def _backwards(graph: FlowGraph, edge: int, join: str) -> dict[int, int]:
    """Return how far each edge lies before an edge, without passing the join."""
    distance = {edge: 0}
    waiting = [edge]
    for current in waiting:
        source = graph.edges[current][0]
        if source == join:
            continue
        for earlier in graph.inc[source]:
            if earlier not in distance:
                distance[earlier] = distance[current] + 1
                waiting.append(earlier)
    return distance
