"""Support: single elements, as far as the runtime itself has no reason to refuse them."""

from __future__ import annotations

from collections.abc import Iterator

from app.workflow.checks.capabilities import MAX_INSTANCES, RESERVED_NAMES
from app.workflow.checks.context import at_node, at_process
from app.workflow.checks.flow_graph import begins_alone
from app.workflow.elements import Node, ProcessSpec, Scope
from app.workflow.findings import Finding
from app.workflow.specs.activities import RESULT_NAMES
from app.workflow.timing import TimerRefused, parse_duration, parse_moment


def check_starts(process: ProcessSpec, scope: Scope) -> Iterator[Finding]:
    """Return findings when a scope can never begin, or a process does not say where it does."""
    plain = [node for node in scope.nodes if node.type == "startEvent" and not node.events]
    if scope is process.scope:
        yield from (at_node("several-start-events", process, node) for node in plain[1:])
    if any(node.type == "startEvent" or begins_alone(node) for node in scope.nodes):
        return
    holder = process.by_id.get(scope.scope_id)
    if holder is not None and not holder.event_sub_process:
        yield at_node("sub-process-start", process, holder)
    elif holder is None and scope.nodes:
        yield at_process("no-start-event", process)


def check_node(process: ProcessSpec, scope: Scope, node: Node) -> Iterator[Finding]:
    """Return findings about one element."""
    if node.type != "receiveTask" and node.attributes.get("instantiate", "false").strip() in {"true", "1"}:
        yield at_node("unsupported-attribute", process, node, "instantiate")
    if node.type == "scriptTask" and node.job is None:
        expression = node.script.expression if node.script else node.script_body
        if not expression.removeprefix("=").strip() or (node.script and not node.script.result_variable):
            yield at_node("script-missing", process, node)
    if node.type == "callActivity" and not (node.call and node.call.process_id):
        yield at_node("call-missing", process, node)
    yield from _instances(process, node)
    yield from _timers(process, node)
    for name in dict.fromkeys(written_names(node)):
        if name in RESERVED_NAMES:
            yield at_node("reserved-variable", process, node, f"«{name}»")
    if node.type == "endEvent" and any(event.kind == "error" for event in node.events):
        yield from _uncaught(process, scope, node)


def written_names(node: Node) -> Iterator[str]:
    """Return the names of variables that an element writes, without the path inside them."""
    for mapping in (*node.inputs, *node.outputs):
        yield mapping.target.split(".")[0].strip()
    if node.script is not None:
        yield node.script.result_variable
    if node.decision is not None:
        yield node.decision.result_variable
    if node.loop is not None:
        yield node.loop.input_element
        yield node.loop.output_collection
    if node.call is not None and node.call.own_case:
        yield from RESULT_NAMES


def _instances(process: ProcessSpec, node: Node) -> Iterator[Finding]:
    text = node.loop.cardinality.removeprefix("=").strip() if node.loop else ""
    if text.isascii() and text.isdigit() and (len(text) > 9 or int(text) > MAX_INSTANCES):
        yield at_node("loop-out-of-range", process, node, text[:20])


def _timers(process: ProcessSpec, node: Node) -> Iterator[Finding]:
    """Return findings about times written out; those that an expression gives are known only when it runs."""
    for event in node.events:
        if event.kind != "timer" or not event.timer or event.timer.startswith("="):
            continue
        try:
            if event.timer_kind == "timeDate":
                parse_moment(event.timer)
            elif event.timer_kind == "timeDuration":
                parse_duration(event.timer)
            else:
                _read_cycle(event.timer)
        except TimerRefused:
            yield at_node("timer-unreadable", process, node, f"«{event.timer[:60]}»")


def _read_cycle(text: str) -> None:
    """Read `R3/PT1H` or `R3/2027-01-01T00:00:00Z/P1D`; raises TimerRefused."""
    parts = text.split("/")
    count = parts[0].removeprefix("R")
    counted = not count or (count.isascii() and count.isdigit() and len(count) <= 6 and int(count) > 0)
    if not parts[0].startswith("R") or not counted or len(parts) not in {2, 3}:
        raise TimerRefused(text)
    if len(parts) == 3:
        parse_moment(parts[1])
    if not parse_duration(parts[-1]).is_positive:
        raise TimerRefused(text)


def _uncaught(process: ProcessSpec, scope: Scope, node: Node) -> Iterator[Finding]:
    """Warn when no boundary event and no event sub-process around an error end takes its code."""
    codes = {event.code for event in node.events if event.kind == "error"}
    around = {
        inner.node_id: outer for outer in process.all_scopes() for inner in outer.nodes if inner.inner is not None
    }
    current: Scope | None = scope
    inside = ""
    while current is not None:
        outer = around.get(current.scope_id)
        handlers = list(_handler_starts(current, inside))
        if outer is not None:
            handlers += outer.boundary.get(current.scope_id, ())
        caught = [event.code for handler in handlers for event in handler.events if event.kind == "error"]
        if any(not code or code in codes for code in caught):
            return
        inside, current = current.scope_id, outer
    yield at_node("error-not-caught", process, node, ", ".join(f"«{code}»" for code in sorted(codes) if code))


def _handler_starts(scope: Scope, inside: str) -> Iterator[Node]:
    """Return the start events of the event sub-processes of a scope, but for the one the error comes from."""
    for node in scope.nodes:
        if node.event_sub_process and node.inner is not None and node.node_id != inside:
            yield from (start for start in node.inner.nodes if start.type == "startEvent")
