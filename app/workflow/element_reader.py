"""Turns the tree of a BPMN file into the plain values of `elements`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from lxml import etree

from app.workflow.elements import (
    FLOW_NODES,
    SUB_PROCESSES,
    CallSpec,
    Diagram,
    EventSpec,
    FlowSpec,
    LaneSpec,
    LoopSpec,
    MessageSpec,
    Node,
    ProcessSpec,
    Scope,
)
from app.workflow.source import MODEL, attributes_of, line_of
from app.workflow.zeebe import Extensions, read_user_task

_DEFINITION: Final = "EventDefinition"
_TIMERS: Final = ("timeDate", "timeDuration", "timeCycle")
_Ends: TypeAlias = tuple[Mapping[str, Sequence[str]], Mapping[str, Sequence[str]]]


@dataclass(frozen=True, kw_only=True)
class _Context:
    """What nodes refer to by id."""

    messages: Mapping[str, MessageSpec]
    signals: Mapping[str, str]
    errors: Mapping[str, tuple[str, str]]
    escalations: Mapping[str, tuple[str, str]]
    definitions: Mapping[str, etree._Element]
    lanes: Mapping[str, str]


def read_diagram(root: etree._Element, *, name: str = "") -> Diagram:
    """Return what a tree from `read_bpmn` says; never raises for a tree that follows the schema."""
    messages = {spec.message_id: spec for spec in map(_message, _children(root, "message"))}
    context = _Context(
        messages=messages,
        signals={child.get("id", ""): child.get("name", "") for child in _children(root, "signal")},
        errors=_coded(root, "error", "errorCode"),
        escalations=_coded(root, "escalation", "escalationCode"),
        definitions={child.get("id", ""): child for child in root if _local(child).endswith(_DEFINITION)},
        lanes={},
    )
    return Diagram(
        name=name,
        processes=tuple(_process(child, context, name) for child in _children(root, "process")),
        messages=messages,
        signals=context.signals,
        errors={identifier: code for identifier, (_, code) in context.errors.items()},
        escalations={identifier: code for identifier, (_, code) in context.escalations.items()},
    )


def _local(element: etree._Element) -> str:
    """Return the BPMN tag of an element, or an empty text for anything foreign."""
    name = etree.QName(element)
    return str(name.localname) if name.namespace == MODEL else ""


def _children(element: etree._Element, *tags: str) -> Iterator[etree._Element]:
    return (child for child in element if _local(child) in tags)


def _text(element: etree._Element, tag: str) -> str:
    return next(((child.text or "").strip() for child in _children(element, tag)), "")


def _reference(text: str | None) -> str:
    """Return the id in a qualified reference."""
    return (text or "").strip().rpartition(":")[2]


def _flag(element: etree._Element, name: str, default: bool) -> bool:
    value = element.get(name)
    return default if value is None else value.strip() in {"true", "1"}


def _message(element: etree._Element) -> MessageSpec:
    return MessageSpec(
        message_id=element.get("id", ""),
        name=element.get("name", ""),
        correlation_key=Extensions(element).attribute("subscription", "correlationKey"),
    )


def _coded(root: etree._Element, tag: str, attribute: str) -> dict[str, tuple[str, str]]:
    return {
        child.get("id", ""): (child.get("name", ""), child.get(attribute, "").strip()) for child in _children(root, tag)
    }


def _process(element: etree._Element, context: _Context, diagram: str) -> ProcessSpec:
    lanes = tuple(_lanes(element))
    names: dict[str, str] = {}
    for lane in lanes:
        for node_id in lane.node_ids:
            names[node_id] = lane.name
    inside = _Context(
        messages=context.messages,
        signals=context.signals,
        errors=context.errors,
        escalations=context.escalations,
        definitions=context.definitions,
        lanes=names,
    )
    return ProcessSpec(
        process_id=element.get("id", ""),
        name=element.get("name", ""),
        executable=_flag(element, "isExecutable", False),
        scope=_scope(element, inside, ""),
        lanes=lanes,
        documentation=_text(element, "documentation"),
        properties=Extensions(element).properties(),
        diagram=diagram,
        line=line_of(element),
    )


def _lanes(element: etree._Element) -> Iterator[LaneSpec]:
    """Return the lanes in document order, an inner lane after the lane that holds it."""
    for lane_set in _children(element, "laneSet", "childLaneSet"):
        for lane in _children(lane_set, "lane"):
            references = tuple(_reference(child.text) for child in _children(lane, "flowNodeRef"))
            yield LaneSpec(lane_id=lane.get("id", ""), name=lane.get("name", ""), node_ids=references)
            yield from _lanes(lane)


def _scope(element: etree._Element, context: _Context, lane: str) -> Scope:
    scope_id = element.get("id", "")
    defaults = {child.get("default", "") for child in element if _local(child) in FLOW_NODES}
    flows = tuple(_flow(child, defaults) for child in _children(element, "sequenceFlow"))
    ends = _ends(flows)
    nodes = tuple(_node(child, context, scope_id, ends, lane) for child in element if _local(child) in FLOW_NODES)
    return Scope(scope_id=scope_id, type=_local(element), nodes=nodes, flows=flows)


def _ends(flows: Sequence[FlowSpec]) -> _Ends:
    """Return the ids of the flows by the element they come to, and by the one they leave."""
    incoming: dict[str, list[str]] = {}
    outgoing: dict[str, list[str]] = {}
    for flow in flows:
        incoming.setdefault(flow.target, []).append(flow.flow_id)
        outgoing.setdefault(flow.source, []).append(flow.flow_id)
    return incoming, outgoing


def _flow(element: etree._Element, defaults: set[str]) -> FlowSpec:
    flow_id = element.get("id", "")
    return FlowSpec(
        flow_id=flow_id,
        name=element.get("name", ""),
        source=_reference(element.get("sourceRef")),
        target=_reference(element.get("targetRef")),
        condition=_text(element, "conditionExpression"),
        has_condition=any(True for _ in _children(element, "conditionExpression")),
        is_default=bool(flow_id) and flow_id in defaults,
        documentation=_text(element, "documentation"),
        line=line_of(element),
    )


def _node(element: etree._Element, context: _Context, scope_id: str, ends: _Ends, outer_lane: str) -> Node:
    tag = _local(element)
    node_id = element.get("id", "")
    name = element.get("name", "")
    lane = context.lanes.get(node_id, outer_lane)
    extensions = Extensions(element)
    return Node(
        node_id=node_id,
        name=name,
        type=tag,
        scope_id=scope_id,
        line=line_of(element),
        documentation=_text(element, "documentation"),
        lane=lane,
        incoming=tuple(ends[0].get(node_id, ())) if node_id else (),
        outgoing=tuple(ends[1].get(node_id, ())) if node_id else (),
        default_flow=_reference(element.get("default")),
        attached_to=_reference(element.get("attachedToRef")),
        interrupting=_flag(element, "isInterrupting" if tag == "startEvent" else "cancelActivity", True),
        event_sub_process=_flag(element, "triggeredByEvent", False),
        for_compensation=_flag(element, "isForCompensation", False),
        events=tuple(_events(element, context)),
        loop=_loop(element),
        inputs=extensions.mappings("input"),
        outputs=extensions.mappings("output"),
        script=extensions.script(),
        decision=extensions.decision(),
        call=_call(element, extensions) if tag == "callActivity" else None,
        job=extensions.job(),
        form_id=extensions.attribute("formDefinition", "formId"),
        form_key=extensions.attribute("formDefinition", "formKey"),
        script_body=_text(element, "script"),
        user_task=read_user_task(element, extensions, lane=lane) if tag == "userTask" else None,
        properties=extensions.properties(),
        headers=extensions.headers(),
        attributes={key: value for key, value in attributes_of(element).items() if not key.startswith("{")},
        extensions=extensions.tags(),
        inner=_scope(element, context, lane) if tag in SUB_PROCESSES else None,
    )


def _call(element: etree._Element, extensions: Extensions) -> CallSpec:
    call = extensions.call() or CallSpec(process_id=_reference(element.get("calledElement")))
    own = extensions.properties().get("soglas:case", "").strip() == "own"
    return replace(call, own_case=own)


def _events(element: etree._Element, context: _Context) -> Iterator[EventSpec]:
    """Return the event definitions in place or by reference; the message of a send or receive task is one too."""
    for child in element:
        tag = _local(child)
        if tag.endswith(_DEFINITION):
            yield _event(child, context, by_reference=False)
        elif tag == "eventDefinitionRef":
            reference = _reference(child.text)
            definition = context.definitions.get(reference)
            if definition is None:
                yield EventSpec(kind="", ref=reference, known=False, by_reference=True)
            else:
                yield _event(definition, context, by_reference=True)
    if _local(element) in {"sendTask", "receiveTask"} and element.get("messageRef"):
        yield _referring("message", _reference(element.get("messageRef")), context)


def _event(element: etree._Element, context: _Context, *, by_reference: bool) -> EventSpec:
    kind = _local(element).removesuffix(_DEFINITION)
    definition_id = element.get("id", "")
    if kind == "timer":
        timer_kind = next((tag for tag in _TIMERS for _ in _children(element, tag)), "")
        return EventSpec(
            kind=kind,
            timer_kind=timer_kind,
            timer=_text(element, timer_kind) if timer_kind else "",
            by_reference=by_reference,
            definition_id=definition_id,
        )
    if kind == "conditional":
        condition = _text(element, "condition")
        return EventSpec(kind=kind, condition=condition, by_reference=by_reference, definition_id=definition_id)
    if kind == "link":
        name = element.get("name", "")
        return EventSpec(kind=kind, name=name, by_reference=by_reference, definition_id=definition_id)
    reference = _reference(element.get(f"{kind}Ref"))
    return _referring(kind, reference, context, by_reference=by_reference, definition_id=definition_id)


def _referring(
    kind: str, reference: str, context: _Context, *, by_reference: bool = False, definition_id: str = ""
) -> EventSpec:
    """Return an event that names a message, signal, error or escalation, with what it names."""
    name = code = key = ""
    known = True
    if kind == "message":
        message = context.messages.get(reference)
        known = message is not None
        name, key = (message.name, message.correlation_key) if message else ("", "")
    elif kind == "signal":
        known = reference in context.signals
        name = context.signals.get(reference, "")
    elif kind in {"error", "escalation"}:
        table = context.errors if kind == "error" else context.escalations
        known = reference in table
        name, code = table.get(reference, ("", ""))
    return EventSpec(
        kind=kind,
        ref=reference,
        known=known or not reference,
        name=name,
        code=code,
        correlation_key=key,
        by_reference=by_reference,
        definition_id=definition_id,
    )


def _loop(element: etree._Element) -> LoopSpec | None:
    for child in _children(element, "multiInstanceLoopCharacteristics"):
        extensions = Extensions(child)
        return LoopSpec(
            kind="sequential" if _flag(child, "isSequential", False) else "parallel",
            input_collection=extensions.attribute("loopCharacteristics", "inputCollection"),
            input_element=extensions.attribute("loopCharacteristics", "inputElement"),
            output_collection=extensions.attribute("loopCharacteristics", "outputCollection"),
            output_element=extensions.attribute("loopCharacteristics", "outputElement"),
            cardinality=_text(child, "loopCardinality"),
            completion_condition=_text(child, "completionCondition"),
            behavior=child.get("behavior", "All"),
        )
    for child in _children(element, "standardLoopCharacteristics"):
        return LoopSpec(
            kind="standard",
            condition=_text(child, "loopCondition"),
            test_before=_flag(child, "testBefore", False),
            maximum=child.get("loopMaximum", ""),
        )
    return None
