"""What a diagram says, as plain frozen values: processes, scopes, nodes, flows and the dialect's extensions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from app.workflow.user_tasks import (
    DEFAULT_OUTCOMES,
    PLACES,
    CandidateGroup,
    Outcome,
    TaskKind,
    UserTaskSpec,
    parse_candidate_group,
)

__all__ = [
    "ACTIVITIES",
    "DEFAULT_OUTCOMES",
    "EVENTS",
    "FLOW_NODES",
    "GATEWAYS",
    "PLACES",
    "SUB_PROCESSES",
    "TASKS",
    "CallSpec",
    "CandidateGroup",
    "DecisionSpec",
    "Diagram",
    "EventSpec",
    "FlowSpec",
    "IoMapping",
    "JobSpec",
    "LaneSpec",
    "LoopSpec",
    "MessageSpec",
    "Node",
    "Outcome",
    "ProcessSpec",
    "Scope",
    "ScriptSpec",
    "TaskKind",
    "UserTaskSpec",
    "parse_candidate_group",
]

TASKS: Final = frozenset(
    {
        "task",
        "userTask",
        "manualTask",
        "scriptTask",
        "serviceTask",
        "businessRuleTask",
        "sendTask",
        "receiveTask",
    }
)
SUB_PROCESSES: Final = frozenset({"subProcess", "transaction", "adHocSubProcess"})
ACTIVITIES: Final = TASKS | SUB_PROCESSES | {"callActivity"}
GATEWAYS: Final = frozenset(
    {"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"}
)
EVENTS: Final = frozenset(
    {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
)
FLOW_NODES: Final = ACTIVITIES | GATEWAYS | EVENTS


@dataclass(frozen=True, kw_only=True)
class IoMapping:
    """One `zeebe:input` or `zeebe:output`: a source (an expression when it starts with `=`) into a variable."""

    source: str
    target: str


@dataclass(frozen=True, kw_only=True)
class ScriptSpec:
    """A `zeebe:script`: one expression into one variable."""

    expression: str
    result_variable: str


@dataclass(frozen=True, kw_only=True)
class DecisionSpec:
    """A `zeebe:calledDecision`."""

    decision_id: str
    result_variable: str


@dataclass(frozen=True, kw_only=True)
class CallSpec:
    """A `zeebe:calledElement`, or the standard attribute `calledElement`."""

    process_id: str
    propagate_all_child: bool = True
    propagate_all_parent: bool = True
    own_case: bool = False
    """The called process is a case of its own (`soglas:case` is `own`), not a part of this one."""


@dataclass(frozen=True, kw_only=True)
class LoopSpec:
    """Repetition of an activity: `kind` is `parallel`, `sequential` (multi-instance) or `standard` (loop)."""

    kind: str
    input_collection: str = ""
    input_element: str = ""
    output_collection: str = ""
    output_element: str = ""
    cardinality: str = ""
    completion_condition: str = ""
    behavior: str = "All"
    condition: str = ""
    test_before: bool = False
    maximum: str = ""


@dataclass(frozen=True, kw_only=True)
class JobSpec:
    """A `zeebe:taskDefinition`: work done outside, by its type."""

    type: str
    retries: str = ""


@dataclass(frozen=True, kw_only=True)
class EventSpec:
    """One event definition.

    `kind` is one of `timer message signal error escalation conditional link terminate cancel compensate`;
    `ref` is the id it names, `known` says whether that id exists; `name` and `code` are those of what it names.
    """

    kind: str
    ref: str = ""
    known: bool = True
    name: str = ""
    code: str = ""
    correlation_key: str = ""
    timer_kind: str = ""
    timer: str = ""
    condition: str = ""
    by_reference: bool = False
    definition_id: str = ""


@dataclass(frozen=True, kw_only=True)
class FlowSpec:
    """A sequence flow."""

    flow_id: str
    name: str = ""
    source: str
    target: str
    condition: str = ""
    has_condition: bool = False
    is_default: bool = False
    documentation: str = ""
    line: int | None = None


@dataclass(frozen=True, kw_only=True)
class Node:
    """An activity, event or gateway with all that the diagram says about it; `type` is its BPMN tag."""

    node_id: str
    name: str
    type: str
    scope_id: str
    line: int | None = None
    documentation: str = ""
    lane: str = ""
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    default_flow: str = ""
    attached_to: str = ""
    interrupting: bool = True
    event_sub_process: bool = False
    for_compensation: bool = False
    events: tuple[EventSpec, ...] = ()
    loop: LoopSpec | None = None
    inputs: tuple[IoMapping, ...] = ()
    outputs: tuple[IoMapping, ...] = ()
    script: ScriptSpec | None = None
    decision: DecisionSpec | None = None
    call: CallSpec | None = None
    job: JobSpec | None = None
    form_id: str = ""
    form_key: str = ""
    script_body: str = ""
    user_task: UserTaskSpec | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    extensions: tuple[str, ...] = ()
    inner: Scope | None = None

    @property
    def label(self) -> str:
        """Return the name on one line, or the id where there is no name."""
        return " ".join(self.name.split()) or self.node_id


@dataclass(frozen=True, kw_only=True)
class Scope:
    """A process or sub-process: its nodes in document order and the flows between them."""

    scope_id: str
    type: str
    nodes: tuple[Node, ...] = ()
    flows: tuple[FlowSpec, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Node]:
        """Return the nodes by id (those without an id are left out)."""
        return {node.node_id: node for node in self.nodes if node.node_id}

    @cached_property
    def flow_by_id(self) -> Mapping[str, FlowSpec]:
        """Return the flows by id."""
        return {flow.flow_id: flow for flow in self.flows if flow.flow_id}

    @cached_property
    def boundary(self) -> Mapping[str, tuple[Node, ...]]:
        """Return the boundary events of each activity by its id."""
        found: dict[str, tuple[Node, ...]] = {}
        for node in self.nodes:
            if node.type == "boundaryEvent":
                found[node.attached_to] = (*found.get(node.attached_to, ()), node)
        return found

    def all_scopes(self) -> Iterator[Scope]:
        """Return this scope and every scope inside it."""
        yield self
        for node in self.nodes:
            if node.inner is not None:
                yield from node.inner.all_scopes()

    def all_nodes(self) -> Iterator[Node]:
        """Return every node of this scope and of the scopes inside it."""
        for scope in self.all_scopes():
            yield from scope.nodes


@dataclass(frozen=True, kw_only=True)
class LaneSpec:
    """A lane: a role in the process and what it does."""

    lane_id: str
    name: str
    node_ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ProcessSpec:
    """One process of a diagram."""

    process_id: str
    name: str
    executable: bool
    scope: Scope
    lanes: tuple[LaneSpec, ...] = ()
    documentation: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    diagram: str = ""
    line: int | None = None

    def all_nodes(self) -> Iterator[Node]:
        """Return every node of the process, also those inside sub-processes."""
        return self.scope.all_nodes()

    def all_scopes(self) -> Iterator[Scope]:
        """Return the process itself and every sub-process as scopes."""
        return self.scope.all_scopes()

    @cached_property
    def by_id(self) -> Mapping[str, Node]:
        """Return every node of the process by id."""
        return {node.node_id: node for node in self.all_nodes() if node.node_id}

    @cached_property
    def user_tasks(self) -> Mapping[str, UserTaskSpec]:
        """Return the user tasks of the process by element id, in document order."""
        return {node.node_id: node.user_task for node in self.all_nodes() if node.user_task is not None}


@dataclass(frozen=True, kw_only=True)
class MessageSpec:
    """A message of the diagram and the expression that finds the case it is for."""

    message_id: str
    name: str
    correlation_key: str = ""


@dataclass(frozen=True, kw_only=True)
class Diagram:
    """One BPMN file, read."""

    name: str
    processes: tuple[ProcessSpec, ...]
    messages: Mapping[str, MessageSpec] = field(default_factory=dict)
    signals: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    escalations: Mapping[str, str] = field(default_factory=dict)
