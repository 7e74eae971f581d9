"""The checks of the group bindings: what a diagram names outside itself exists and fits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.workflow.checks.binding_documents import check_documents
from app.workflow.checks.binding_forms import check_forms, check_unused_forms
from app.workflow.checks.binding_tasks import check_user_task
from app.workflow.checks.context import CheckContext, at_node
from app.workflow.dmn import ModelLibrary, read_library
from app.workflow.elements import Node, ProcessSpec, UserTaskSpec
from app.workflow.findings import Finding, SourceRefused
from app.workflow.rules import RULES
from app.workflow.timing import TimerRefused, parse_duration
from app.workflow.user_tasks import MOVES_WITH

# What a try-out runs in spite of.
_LENIENT: Final = frozenset(
    {
        "form-missing",
        "form-not-chosen",
        "form-embedded",
        "role-not-chosen",
        "role-unknown",
        "place-unknown",
        "role-not-held",
    }
)


def check_bindings(context: CheckContext) -> Iterator[Finding]:
    """Return every finding of the group."""
    for finding in _all(context):
        yield finding.as_warning() if context.around.lenient and finding.rule in _LENIENT else finding


def _all(context: CheckContext) -> Iterator[Finding]:
    library: ModelLibrary | None = None
    try:
        library = read_library((file.name, file.data) for file in context.package.decisions)
    except SourceRefused as refused:
        for finding in refused.findings:
            yield RULES["decision-unreadable"].broken(
                element=finding.element, detail=f"{finding.file} {finding.en}".strip(), file=finding.file
            )
    yield from check_unused_forms(context)
    for process in context.processes:
        for node in process.all_nodes():
            yield from check_forms(context, process, node)
            if node.user_task is not None:
                yield from check_user_task(context, process, node, node.user_task)
                yield from check_documents(context, process, node, node.user_task)
                yield from _outcomes_used(process, node, node.user_task)
            yield from _decision(process, node, library)
            yield from _call(context, process, node)
            yield from _thrown(context, process, node)
            yield from _moving(process, node)
            sends = node.type == "sendTask" and node.job is None and node.events
            if node.type in {"serviceTask", "sendTask"} and not sends and (node.job is None or not node.job.type):
                yield at_node("job-type-missing", process, node)


def _decision(process: ProcessSpec, node: Node, library: ModelLibrary | None) -> Iterator[Finding]:
    if node.type != "businessRuleTask":
        return
    decision = node.decision
    if decision is None:
        if node.job is None:
            yield at_node("decision-not-chosen", process, node)
    elif not decision.decision_id or not decision.result_variable:
        yield at_node("decision-not-chosen", process, node)
    elif decision.decision_id.startswith("=") or library is None:
        return
    elif library.find_decision(decision.decision_id) is None:
        yield at_node("decision-missing", process, node, f"«{decision.decision_id}»")


def _moving(process: ProcessSpec, node: Node) -> Iterator[Finding]:
    """Return findings about a timer that names the tasks it moves with."""
    for name in node.properties.get(MOVES_WITH, "").replace(",", " ").split():
        if name not in process.user_tasks or not any(event.kind == "timer" for event in node.events):
            yield at_node("moves-with-unknown", process, node, f"«{name}»")


def _call(context: CheckContext, process: ProcessSpec, node: Node) -> Iterator[Finding]:
    if node.call is None:
        return
    kind = node.properties.get("soglas:case", "").strip()
    if kind not in ("", "own", "inside"):
        yield at_node("call-case-unknown", process, node, f"«{kind}»")
    left = node.properties.get("soglas:when-left", "").strip()
    if left not in ("", "cancel", "continue"):
        yield at_node("call-case-unknown", process, node, f"soglas:when-left «{left}»")
    correlates = [name for name in node.properties if name.startswith("soglas:correlate")]
    if correlates and (kind != "own" or not {"soglas:correlate", "soglas:correlate-key"} <= set(correlates)):
        yield at_node("call-case-unknown", process, node, " ".join(correlates))
    called = node.call.process_id
    if not called or called.startswith("=") or called in context.package.processes:
        return
    around = context.around
    known = around.known_processes | (around.published_processes if node.call.own_case else frozenset())
    if called not in known and not (node.call.own_case and around.lenient):
        yield at_node("called-process-missing", process, node, f"«{called}»")


def _thrown(context: CheckContext, process: ProcessSpec, node: Node) -> Iterator[Finding]:
    """Return findings about messages that leave the case: how long they wait, and whether anybody wants them."""
    throws = node.type in {"intermediateThrowEvent", "endEvent", "sendTask"} and node.job is None
    names = [event.name for event in node.events if event.kind == "message"] if throws else []
    if not names:
        return
    keep = node.properties.get("soglas:keep", "").strip()
    if keep:
        try:
            positive = parse_duration(keep).is_positive
        except TimerRefused:
            positive = False
        if not positive:
            yield at_node("message-keep-unreadable", process, node, f"«{keep}»")
    wanted = context.around.wanted_messages
    if wanted is None:
        return
    here = {
        event.name
        for other in context.processes
        for inner in other.all_nodes()
        if inner.type in {"startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask"}
        for event in inner.events
        if event.kind == "message"
    }
    for name in names:
        if name and not name.startswith("=") and name not in wanted | here:
            yield at_node("message-not-wanted", process, node, f"«{name}»")


def _outcomes_used(process: ProcessSpec, node: Node, task: UserTaskSpec) -> Iterator[Finding]:
    """Warn when a task offers a choice and nothing in the process asks for the answer."""
    if len(task.outcomes) < 2:
        return
    asked = any("outcome" in flow.condition for scope in process.all_scopes() for flow in scope.flows)
    mapped = any("outcome" in mapping.source for inner in process.all_nodes() for mapping in inner.outputs)
    mapped = mapped or (node.loop is not None and "outcome" in node.loop.output_element)
    decided = any(inner.decision is not None for inner in process.all_nodes())
    if not asked and not mapped and not decided:
        yield at_node("outcome-not-used", process, node, ", ".join(task.outcomes))
