"""Every place of a diagram that holds an expression, with its words for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.workflow.deadline import DeadlineRefused, parse_deadline
from app.workflow.elements import FlowSpec, LoopSpec, Node, ProcessSpec, UserTaskSpec

INSTANCE_NAMES = frozenset(
    {
        "numberOfInstances",
        "numberOfActiveInstances",
        "numberOfCompletedInstances",
        "numberOfTerminatedInstances",
        "loopCounter",
    }
)


@dataclass(frozen=True, kw_only=True)
class Place:
    """One expression: at which node or flow, what it is for, and the names that only it sees.

    `open_names` says that what comes from outside (the answer of a job, the content of a message) may be named.
    """

    at: Node | FlowSpec
    ru: str
    en: str
    text: str
    extra_names: frozenset[str] = frozenset()
    open_names: bool = False
    is_condition: bool = False


def places_of(process: ProcessSpec) -> Iterator[Place]:
    """Return every expression of a process."""
    for scope in process.all_scopes():
        for flow in scope.flows:
            if flow.has_condition:
                yield Place(at=flow, ru="условие ветви", en="branch condition", text=flow.condition, is_condition=True)
        for node in scope.nodes:
            yield from _of_node(node)


def _marked(node: Node, ru: str, en: str, text: str, **more: bool) -> Iterator[Place]:
    """Return a place when the text is an expression: it starts with `=`."""
    if text.startswith("="):
        yield Place(at=node, ru=ru, en=en, text=text, open_names=more.get("open_names", False))


def _of_node(node: Node) -> Iterator[Place]:
    for mapping in node.inputs:
        yield from _marked(node, f"входное значение «{mapping.target}»", f'input "{mapping.target}"', mapping.source)
    answers = node.job is not None or node.type in {"serviceTask", "sendTask", "callActivity", "businessRuleTask"}
    brings = answers or any(event.kind in {"message", "signal", "error", "escalation"} for event in node.events)
    for mapping in node.outputs:
        ru, en = f"выходное значение «{mapping.target}»", f'output "{mapping.target}"'
        yield from _marked(node, ru, en, mapping.source, open_names=brings)
    if node.script is not None:
        yield Place(at=node, ru="сценарий", en="script", text=node.script.expression)
    elif node.type == "scriptTask" and node.script_body and node.job is None:
        yield Place(at=node, ru="сценарий", en="script", text=node.script_body)
    if node.decision is not None:
        yield from _marked(node, "код решения", "decision id", node.decision.decision_id)
    if node.call is not None:
        yield from _marked(node, "код вызываемого процесса", "called process id", node.call.process_id)
        organisation = node.properties.get("soglas:organisation", "")
        yield from _marked(node, "организация дела", "organisation of the case", organisation)
    if node.job is not None:
        yield from _marked(node, "тип работы", "type of work", node.job.type)
        yield from _marked(node, "число попыток", "number of attempts", node.job.retries)
    if node.loop is not None:
        yield from _of_loop(node, node.loop)
    yield from _of_events(node)
    if node.user_task is not None:
        yield from _of_user_task(node, node.user_task)


def _of_loop(node: Node, loop: LoopSpec) -> Iterator[Place]:
    rows: Iterable[tuple[str, str, str]] = (
        ("список для повторения", "list to repeat over", loop.input_collection),
        ("результат повторения", "result of each repetition", loop.output_element),
        ("число повторений", "number of repetitions", loop.cardinality),
        ("условие завершения", "completion condition", loop.completion_condition),
        ("условие цикла", "loop condition", loop.condition),
    )
    for ru, en, text in rows:
        if text:
            yield Place(at=node, ru=ru, en=en, text=text, extra_names=INSTANCE_NAMES)


def _of_events(node: Node) -> Iterator[Place]:
    for event in node.events:
        if event.kind == "timer":
            yield from _marked(node, "время таймера", "time of the timer", event.timer)
        if event.kind == "conditional" and event.condition:
            yield Place(at=node, ru="условие события", en="condition of the event", text=event.condition)
        if event.kind == "message" and node.type in {"intermediateThrowEvent", "endEvent", "sendTask"}:
            organisation = node.properties.get("soglas:organisation", "")
            yield from _marked(node, "организация дела", "organisation of the case", organisation)
        if event.kind in {"message", "signal"}:
            yield from _marked(node, "имя сообщения", "name of the message", event.name)
            yield from _marked(node, "ключ сообщения", "key of the message", event.correlation_key)
        if event.kind in {"error", "escalation"}:
            yield from _marked(node, "код", "code", event.code)


def _of_user_task(node: Node, task: UserTaskSpec) -> Iterator[Place]:
    yield from _marked(node, "исполнитель", "assignee", task.assignee)
    for text in (*task.candidate_users, *task.candidate_groups):
        yield from _marked(node, "исполнители", "candidates", text)
    for group in task.groups:
        yield from _marked(node, "место роли", "place of the role", group.place)
    yield from _marked(node, "название задачи", "name of the task", task.properties.get("soglas:task-name", "").strip())
    yield from _marked(node, "приоритет", "priority", task.priority)
    yield from _marked(node, "дата контроля", "follow-up date", task.follow_up)
    try:
        expression = parse_deadline(task.deadline).expression
    except DeadlineRefused:
        return
    if expression:
        yield Place(at=node, ru="срок", en="deadline", text=expression)
