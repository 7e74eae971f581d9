"""Says what the runtime would not run as it is drawn, with element, reason and remedy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.workflow.elements import ACTIVITIES, EventSpec, Node, ProcessSpec, Scope
from app.workflow.factory import begins_alone, begins_process, called_processes
from app.workflow.findings import Finding, Words
from app.workflow.rewriting import FEEL_FORMATS, Drawing, Extra
from app.workflow.rules import RULES

_STARTS_PROCESS: Final = frozenset({"timer", "message", "signal"})
_STARTS_EVENT_SUB_PROCESS: Final = frozenset({"timer", "message", "signal", "conditional", "error", "escalation"})
_CATCHES: Final = frozenset({"timer", "message", "signal", "conditional"})
_STANDS_AT_BORDER: Final = frozenset({*_STARTS_EVENT_SUB_PROCESS, "compensate", "cancel"})
_THROWS: Final = frozenset({"message", "signal", "escalation", "compensate"})
_ENDS: Final = frozenset({*_THROWS, "error", "terminate", "cancel"})


def what_cannot_run(drawing: Drawing, process_id: str, *, inline: bool = False) -> Iterator[Finding]:
    """Return everything in the process, and in what it runs inside, that would not run as drawn."""
    for called in called_processes(drawing, process_id, inline=inline):
        process = drawing.processes[called]
        for scope in process.all_scopes():
            yield from _Refusals(drawing, process, scope, is_called=called != process_id).all()


class _Refusals:
    """The refusals of one scope."""

    def __init__(self, drawing: Drawing, process: ProcessSpec, scope: Scope, *, is_called: bool) -> None:
        self.drawing = drawing
        self.process = process
        self.scope = scope
        self.is_called = is_called

    def all(self) -> Iterator[Finding]:
        """Return the refusals of the scope and of everything directly in it."""
        seen: set[str] = set()
        for node in self.scope.nodes:
            if not node.node_id:
                yield self._refuse("missing-id", node, node.type)
                return
            if node.node_id in seen:
                yield self._refuse("xml-duplicate-id", node)
                return
            seen.add(node.node_id)
        yield from self._flows()
        yield from self._beginnings()
        for node in self.scope.nodes:
            yield from self._node(node)

    def _beside(self, element_id: str) -> Extra:
        return self.drawing.beside(self.process.process_id, element_id)

    def _refuse(self, rule: str, node: Node, ru: str = "", en: str = "") -> Finding:
        detail = Words(ru=ru, en=en or ru)
        return RULES[rule].broken(
            element=node.node_id, element_name=node.name, detail=detail, file=self.process.diagram, line=node.line
        )

    # --- flows and beginnings -------------------------------------------------------------------------------------

    def _flows(self) -> Iterator[Finding]:
        everywhere = self.process.by_id
        for flow in self.scope.flows:
            for end in (flow.source, flow.target):
                if end in self.scope.by_id:
                    continue
                rule = "flow-across-scope" if end in everywhere else "dangling-flow"
                yield RULES[rule].broken(
                    element=flow.flow_id, element_name=flow.name, detail=end, file=self.process.diagram, line=flow.line
                )
            if self._beside(flow.flow_id).foreign_language:
                yield RULES["unsupported-attribute"].broken(
                    element=flow.flow_id,
                    element_name=flow.name,
                    detail=self._beside(flow.flow_id).foreign_language,
                    file=self.process.diagram,
                    line=flow.line,
                )

    def _beginnings(self) -> Iterator[Finding]:
        starts = [node for node in self.scope.nodes if node.type == "startEvent"]
        plain = [node for node in starts if not node.events]
        is_process = self.scope is self.process.scope
        owner = self.process.by_id.get(self.scope.scope_id)
        if owner is not None and owner.event_sub_process:
            if len(starts) != 1 or plain:
                yield self._refuse("event-sub-process-start", owner)
            return
        if not is_process and owner is not None and any(node.events for node in starts):
            yield self._refuse("sub-process-start", owner)
        if len(plain) > 1 and (not is_process or self.is_called):
            yield self._refuse("several-start-events" if is_process else "sub-process-start", plain[1])
        if starts and not plain and self.is_called and is_process:
            yield self._refuse("no-start-event", starts[0])
        if is_process and not self.scope.nodes:
            yield RULES["no-process"].broken(element=self.process.process_id, file=self.process.diagram)
        if starts:
            for node in self.scope.nodes:
                if begins_alone(node):
                    yield self._refuse(
                        "cannot-run", node, "к элементу не ведёт ни один поток", "no flow leads to the element"
                    )

    # --- elements -------------------------------------------------------------------------------------------------

    def _node(self, node: Node) -> Iterator[Finding]:
        if node.type in {"complexGateway", "adHocSubProcess"}:
            yield self._refuse("unsupported-element", node, node.type)
            return
        if node.type in ACTIVITIES:
            yield from self._activity(node)
        elif node.type == "startEvent":
            yield from self._start(node)
        elif node.type == "eventBasedGateway":
            yield from self._event_gateway(node)
        elif node.type == "intermediateCatchEvent":
            yield from self._catch(node)
        elif node.type == "boundaryEvent":
            yield from self._boundary(node)
        elif node.type == "intermediateThrowEvent":
            yield from self._events(node, _THROWS | {"link"})
            yield from self._link(node)
        elif node.type == "endEvent":
            yield from self._events(node, _ENDS)
            if node.outgoing:
                yield self._refuse("outgoing-on-end", node)
        if node.default_flow and node.default_flow not in node.outgoing:
            yield self._refuse("default-not-own", node, node.default_flow)

    def _start(self, node: Node) -> Iterator[Finding]:
        if node.incoming:
            yield self._refuse("incoming-on-start", node)
        owner = self.process.by_id.get(self.scope.scope_id)
        if owner is not None and owner.event_sub_process:
            yield from self._events(node, _STARTS_EVENT_SUB_PROCESS | {"compensate"})
            if not node.interrupting and any(event.kind == "error" for event in node.events):
                yield self._refuse("unsupported-event", node, "ошибка всегда прерывает", "an error always interrupts")
        else:
            yield from self._events(node, _STARTS_PROCESS)

    def _catch(self, node: Node) -> Iterator[Finding]:
        if not node.events:
            yield self._refuse("event-without-definition", node)
        yield from self._events(node, _CATCHES | {"link"})
        yield from self._link(node)

    def _boundary(self, node: Node) -> Iterator[Finding]:
        host = self.scope.by_id.get(node.attached_to)
        if host is None or host.type not in ACTIVITIES or host.event_sub_process:
            yield self._refuse("boundary-without-activity", node, node.attached_to)
            return
        if not node.events:
            yield self._refuse("event-without-definition", node)
        if node.incoming:
            yield self._refuse("incoming-on-start", node)
        yield from self._events(node, _STANDS_AT_BORDER)
        kinds = {event.kind for event in node.events}
        if "error" in kinds and not node.interrupting:
            yield self._refuse("unsupported-event", node, "ошибка всегда прерывает", "an error always interrupts")
        if "cancel" in kinds and (host.type != "transaction" or host.loop is not None or not node.interrupting):
            yield self._refuse("unsupported-event", node, "отмена вне транзакции", "cancel outside a transaction")
        if "compensate" in kinds:
            handler = self.scope.by_id.get(self._beside(node.node_id).handler)
            if handler is None or handler.type not in ACTIVITIES or not handler.for_compensation or len(kinds) > 1:
                yield self._refuse(
                    "cannot-run",
                    node,
                    "не указано, чем отменить сделанное",
                    "it does not lead to a compensation activity",
                )

    def _events(self, node: Node, allowed: frozenset[str]) -> Iterator[Finding]:
        kinds = {event.kind for event in node.events}
        for event in node.events:
            if not event.known:
                yield self._refuse("unknown-reference", node, event.ref)
            elif event.kind not in allowed:
                yield self._refuse("unsupported-event", node, event.kind)
            else:
                yield from self._event(node, event)
        if len(node.events) > 1 and kinds & {"link", "terminate", "cancel", "compensate", "error"}:
            yield self._refuse("several-event-definitions", node)
        parallel = node.attributes.get("parallelMultiple") in {"true", "1"}
        if parallel and (not kinds <= _CATCHES or not node.interrupting or len(node.events) < 2):
            yield self._refuse("unsupported-attribute", node, "parallelMultiple")

    def _event(self, node: Node, event: EventSpec) -> Iterator[Finding]:
        throws = node.type in {"intermediateThrowEvent", "endEvent"}
        if event.kind == "timer":
            yield from self._timer(node, event)
        elif event.kind == "message" and not event.name:
            yield self._refuse("message-missing", node)
        elif event.kind == "signal" and not event.name:
            yield self._refuse("signal-missing", node)
        elif event.kind == "conditional" and not event.condition:
            yield self._refuse("missing-condition", node)
        elif event.kind in {"error", "escalation"} and throws and not (event.code or event.ref):
            yield self._refuse("error-without-code", node, event.kind)
        elif event.kind == "cancel" and node.type == "endEvent":
            yield from self._cancel(node)
        elif event.kind == "compensate" and throws:
            yield from self._compensation(node, event)
        if self._beside(node.node_id).foreign_language:
            yield self._refuse("unsupported-attribute", node, self._beside(node.node_id).foreign_language)

    def _timer(self, node: Node, event: EventSpec) -> Iterator[Finding]:
        if not event.timer:
            yield self._refuse("timer-missing", node)
        if event.timer_kind != "timeCycle":
            return
        endless = not event.timer.startswith("=") and event.timer.strip().startswith("R/")
        if node.type == "intermediateCatchEvent" and endless:
            yield self._refuse("timer-cycle-not-allowed", node, event.timer)
        if node.type == "boundaryEvent" and node.interrupting:
            yield self._refuse("timer-cycle-not-allowed", node, event.timer)

    def _cancel(self, node: Node) -> Iterator[Finding]:
        owner = self.process.by_id.get(self.scope.scope_id)
        if owner is None or owner.type != "transaction":
            yield self._refuse("unsupported-event", node, "отмена вне транзакции", "cancel outside a transaction")
            return
        border = [
            event.kind
            for scope in self.process.all_scopes()
            for boundary in scope.boundary.get(owner.node_id, ())
            for event in boundary.events
        ]
        if "cancel" not in border:
            yield self._refuse(
                "cannot-run",
                node,
                "на границе транзакции нет события отмены",
                "the transaction has no cancel boundary event",
            )

    def _compensation(self, node: Node, event: EventSpec) -> Iterator[Finding]:
        if not self._beside(node.node_id).waits_for_compensation:
            yield self._refuse("unsupported-attribute", node, "waitForCompletion")
        if event.ref and event.ref not in self.process.by_id:
            yield self._refuse("unknown-reference", node, event.ref)

    def _link(self, node: Node) -> Iterator[Finding]:
        for event in node.events:
            if event.kind != "link":
                continue
            same = [
                other
                for other in self.scope.nodes
                if any(e.kind == "link" and e.name == event.name for e in other.events)
            ]
            catching = [other for other in same if other.type == "intermediateCatchEvent"]
            throwing = [other for other in same if other.type == "intermediateThrowEvent"]
            if not event.name or len(catching) != 1 or not throwing:
                yield self._refuse("link-without-pair", node, event.name)
            elif node in throwing and node.outgoing:
                yield self._refuse("outgoing-on-end", node)
            elif node in catching and node.incoming:
                yield self._refuse("incoming-on-start", node)

    def _event_gateway(self, node: Node) -> Iterator[Finding]:
        targets = [self.scope.by_id.get(flow.target) for flow in self.scope.flows if flow.source == node.node_id]
        if not targets:
            yield self._refuse("event-gateway-target", node)
        for target in targets:
            if target is None:
                continue
            waits = target.type == "receiveTask" or (
                target.type == "intermediateCatchEvent" and not any(event.kind == "link" for event in target.events)
            )
            if not waits or self.scope.boundary.get(target.node_id) or target.loop is not None or target.inputs:
                yield self._refuse("event-gateway-target", target)
        if node.attributes.get("eventGatewayType") == "Parallel":
            yield self._refuse("unsupported-attribute", node, "eventGatewayType")

    # --- activities -----------------------------------------------------------------------------------------------

    def _activity(self, node: Node) -> Iterator[Finding]:
        extra = self._beside(node.node_id)
        if node.type == "receiveTask":
            if not node.events:
                yield self._refuse("message-missing", node)
            yield from self._events(node, frozenset({"message"}))
            if begins_process(node) and (
                node.incoming or node.inputs or node.loop or self.is_called or self.scope is not self.process.scope
            ):
                yield self._refuse("unsupported-attribute", node, "instantiate")
        elif node.type == "scriptTask" and node.script is None and node.job is None and extra.script:
            shown = extra.script_format or "?"
            yield self._refuse("script-body", node, shown)
        elif node.type == "scriptTask" and extra.script and extra.script_format not in FEEL_FORMATS:
            yield self._refuse("script-body", node, extra.script_format or "?")
        elif node.type == "businessRuleTask" and node.decision is None and node.job is None:
            yield self._refuse("cannot-run", node, "не указано решение", "no decision is named")
        elif node.type == "callActivity":
            yield from self._call(node)
        if node.event_sub_process and (node.incoming or node.outgoing):
            yield self._refuse("event-sub-process-flow", node)
        if node.event_sub_process and node.loop is not None:
            yield self._refuse("unsupported-attribute", node, "loopCharacteristics")
        if node.for_compensation and (node.incoming or node.outgoing):
            yield self._refuse(
                "cannot-run", node, "отменяющее действие соединено потоком", "a compensation activity has a flow"
            )
        if extra.foreign_language:
            yield self._refuse("unsupported-attribute", node, extra.foreign_language)
        if extra.data_work:
            yield self._refuse("unsupported-attribute", node, "dataAssociation")
        yield from self._quantities(node)
        yield from self._loop(node)

    def _call(self, node: Node) -> Iterator[Finding]:
        target = node.call.process_id if node.call else ""
        elsewhere = node.call is not None and node.call.own_case
        if not target or (not elsewhere and not target.startswith("=") and target not in self.drawing.processes):
            yield self._refuse("unknown-reference", node, target)

    def _quantities(self, node: Node) -> Iterator[Finding]:
        for name in ("startQuantity", "completionQuantity"):
            text = node.attributes.get(name, "1").strip()
            if not text.isdecimal() or not 1 <= int(text) <= 100 or (node.loop is not None and text != "1"):
                yield self._refuse("token-quantity", node, f"{name}={text}")

    def _loop(self, node: Node) -> Iterator[Finding]:
        loop = node.loop
        if loop is None:
            return
        if loop.kind == "standard":
            if loop.maximum and (not loop.maximum.strip().isdecimal() or int(loop.maximum) < 1):
                yield self._refuse("loop-out-of-range", node, loop.maximum)
            if not loop.maximum and not loop.condition:
                yield self._refuse("loop-without-condition", node)
            return
        if not loop.input_collection and not loop.cardinality:
            hint = "loopDataInputRef" if self._beside(node.node_id).loop_data else ""
            yield self._refuse("loop-without-collection", node, hint)
        if loop.behavior != "All":
            yield self._refuse("unsupported-attribute", node, f"behavior={loop.behavior}")
        if loop.cardinality.strip().lstrip("=").strip().startswith("-"):
            yield self._refuse("loop-out-of-range", node, loop.cardinality)
        if node.type == "transaction" and any(
            event.kind == "cancel"
            for boundary in self.scope.boundary.get(node.node_id, ())
            for event in boundary.events
        ):
            yield self._refuse("unsupported-event", node, "cancel")
