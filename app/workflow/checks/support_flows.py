"""Support: sequence flows, their conditions and the gateways they leave."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from app.workflow.checks.context import at_flow, at_node
from app.workflow.elements import FlowSpec, Node, Outcome, ProcessSpec, Scope
from app.workflow.findings import Finding, Words

_CHOICES: Final = frozenset({"exclusiveGateway", "inclusiveGateway"})
_OUTCOME = re.compile(r'^=?\s*outcome\s*=\s*"([a-z-]+)"$')
_NOT = re.compile(r"^not\s*\((.*)\)$", re.DOTALL)


def check_flows(process: ProcessSpec, scope: Scope) -> Iterator[Finding]:
    """Return findings about the flows of a scope and about the choices they make."""
    for flow in scope.flows:
        if not flow.flow_id:
            yield at_flow("missing-id", process, flow)
        target = scope.by_id.get(flow.target)
        if target is not None and target.type in {"startEvent", "boundaryEvent"}:
            yield at_node("incoming-on-start", process, target)
    for node in scope.nodes:
        flows = [scope.flow_by_id[flow_id] for flow_id in node.outgoing if flow_id in scope.flow_by_id]
        yield from _default(process, node, flows)
        if node.type in _CHOICES:
            yield from _choice(process, scope, node, flows)
        elif node.type in {"parallelGateway", "eventBasedGateway"}:
            yield from (at_flow("ignored-condition", process, flow) for flow in flows if flow.has_condition)
        if node.type == "eventBasedGateway":
            yield from _shared_targets(process, scope, flows)


def _default(process: ProcessSpec, node: Node, flows: list[FlowSpec]) -> Iterator[Finding]:
    if not node.default_flow:
        return
    chosen = next((flow for flow in flows if flow.flow_id == node.default_flow), None)
    if chosen is not None and chosen.condition:
        detail = Words(ru="это ветвь по умолчанию", en="it is the default flow")
        yield at_flow("ignored-condition", process, chosen, detail).as_warning()


def _choice(process: ProcessSpec, scope: Scope, node: Node, flows: list[FlowSpec]) -> Iterator[Finding]:
    if len(flows) < 2:
        return
    for flow in flows:
        if not flow.condition and flow.flow_id != node.default_flow:
            finding = at_flow("missing-condition", process, flow)
            # It counts as always true: harmless where nothing comes after it, else the later branches are dead.
            always = node.type == "inclusiveGateway" or (flow is flows[-1] and not node.default_flow)
            yield finding.as_warning() if always and not flow.has_condition else finding
    if not node.default_flow and all(flow.condition for flow in flows) and not _covers(scope, node, flows):
        yield at_node("no-default-flow", process, node)


def _covers(scope: Scope, node: Node, flows: list[FlowSpec]) -> bool:
    """Say whether the conditions plainly leave no case out: all outcomes of the task before, or an opposite."""
    texts = [flow.condition.removeprefix("=").strip() for flow in flows]
    for text in texts:
        opposite = _NOT.match(text)
        if opposite and opposite[1].strip() in texts:
            return True
    words = {match[1] for text in texts if (match := _OUTCOME.match(text))}
    before = [
        scope.by_id[flow.source] for flow in scope.flows if flow.target == node.node_id and flow.source in scope.by_id
    ]
    offered: set[Outcome] = set()
    for task in before:
        if task.user_task is None:
            return False
        offered.update(task.user_task.outcomes)
    return bool(offered) and offered <= words


def _shared_targets(process: ProcessSpec, scope: Scope, flows: list[FlowSpec]) -> Iterator[Finding]:
    for flow in flows:
        target = scope.by_id.get(flow.target)
        if target is not None and len(target.incoming) > 1:
            detail = Words(ru="в это событие входит ещё одна стрелка", en="another flow leads into this event")
            yield at_node("event-gateway-target", process, target, detail)
