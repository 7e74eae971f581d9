"""Differences of a process itself: its steps, its other elements, the ways between them, its settings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from app.workflow.differences.model import Aspect, Change, Difference, Thing
from app.workflow.differences.order import moved_steps
from app.workflow.elements import FlowSpec, Node, ProcessSpec
from app.workflow.outline import NextStep, OutlineElement, outline_process
from app.workflow.settings import PREFIX, read_settings
from app.workflow.user_tasks import UserTaskSpec

_SETTING = re.compile(r"=\s*settings\.(\w+)")
_OWN_ASPECTS = {
    "soglas:kind", "soglas:outcomes", "soglas:deadline", "soglas:remind", "soglas:escalate", "soglas:exclude",
    "soglas:documents",
}  # fmt: skip


def compare_processes(old: ProcessSpec, new: ProcessSpec) -> Iterator[Difference]:
    """Yield the differences of two readings of a process, steps first, in the order of the new one."""
    yield from _compare_heads(old, new)
    yield from _compare_nodes(old, new)
    yield from moved_steps(old, new)
    yield from _compare_ways(old, new)
    yield from _compare_settings(old, new)


def _compare_heads(old: ProcessSpec, new: ProcessSpec) -> Iterator[Difference]:
    start = "soglas:start-roles"
    aspects = [
        (Aspect.NAME, old.name, new.name, ""),
        (Aspect.TEXT, old.documentation, new.documentation, ""),
        (Aspect.START_ROLES, old.properties.get(start, ""), new.properties.get(start, ""), ""),
    ]
    aspects += [
        (Aspect.PROPERTY, old.properties.get(name, ""), new.properties.get(name, ""), name)
        for name in sorted({*old.properties, *new.properties})
        if name != start and not name.startswith(PREFIX)
    ]
    for aspect, was, now, detail in aspects:
        if was.split() != now.split():
            yield Difference(
                change=Change.CHANGED, thing=Thing.PROCESS, aspect=aspect, subject=new.name, was=was, now=now,
                detail=detail,
            )  # fmt: skip


def _compare_nodes(old: ProcessSpec, new: ProcessSpec) -> Iterator[Difference]:
    before = _before(new)
    for node_id, node in new.by_id.items():
        if node_id not in old.by_id:
            yield _whole(Change.ADDED, node, after=before.get(node_id, ""))
    for node_id, node in new.by_id.items():
        if node_id in old.by_id:
            yield from _compare_node(old, old.by_id[node_id], new, node)
    for node_id, node in old.by_id.items():
        if node_id not in new.by_id:
            yield _whole(Change.REMOVED, node)


def _before(process: ProcessSpec) -> Mapping[str, str]:
    """Return the name of the first step of a person that leads to each element."""
    found: dict[str, str] = {}
    for element in outline_process(process).elements:
        if element.task is not None:
            for step in element.next:
                if not step.back:
                    found.setdefault(step.element_id, element.name or element.element_id)
    return found


def _whole(change: Change, node: Node, *, after: str = "") -> Difference:
    return Difference(
        change=change, thing=_thing(node), subject=node.label, element_id=node.node_id, after=after, detail=node.type
    )


def _thing(node: Node) -> Thing:
    return Thing.STEP if node.user_task is not None else Thing.ELEMENT


def _compare_node(old: ProcessSpec, was: Node, new: ProcessSpec, now: Node) -> Iterator[Difference]:
    aspects = {**_aspects(was, old.properties)}
    others = _aspects(now, new.properties)
    for key in dict.fromkeys([*aspects, *others]):
        before, after = aspects.get(key, ""), others.get(key, "")
        if " ".join(before.split()) != " ".join(after.split()):
            change = Change.MOVED if key[0] is Aspect.LANE else Change.CHANGED
            yield Difference(
                change=change, thing=_thing(now), aspect=key[0], subject=now.label, element_id=now.node_id,
                was=before, now=after, detail=key[1],
            )  # fmt: skip


def _aspects(node: Node, process_properties: Mapping[str, str]) -> dict[tuple[Aspect, str], str]:
    """Return every side of an element as text; the number of a deadline is put in the place of its setting."""
    found: dict[tuple[Aspect, str], str] = {
        (Aspect.NAME, ""): node.name,
        (Aspect.TYPE, ""): node.type,
        (Aspect.TEXT, ""): node.documentation,
        (Aspect.LANE, ""): node.lane,
        (Aspect.FORM, ""): node.form_id,
    }
    if node.user_task is not None:
        found |= _task_aspects(node.user_task, process_properties)
    if node.script is not None:
        found[Aspect.EXPRESSION, ""] = f"{node.script.result_variable} {node.script.expression}"
    if node.decision is not None:
        found[Aspect.CALLS, ""] = node.decision.decision_id
    if node.call is not None:
        found[Aspect.CALLS, ""] = node.call.process_id
    timers = [event.timer for event in node.events if event.kind == "timer"]
    found[Aspect.TIMER, ""] = "; ".join(timers)
    found[Aspect.MAPPING, ""] = "; ".join(f"{one.target}: {one.source}" for one in (*node.inputs, *node.outputs))
    if node.loop is not None:
        loop = node.loop
        found[Aspect.REPEAT, ""] = " ".join((loop.kind, loop.input_collection, loop.completion_condition))
    properties = node.user_task.properties if node.user_task is not None else node.properties
    for name, value in properties.items():
        if name not in _OWN_ASPECTS:
            found[Aspect.PROPERTY, name] = value
    return found


def _task_aspects(task: UserTaskSpec, settings: Mapping[str, str]) -> dict[tuple[Aspect, str], str]:
    who = [*task.candidate_groups, *task.candidate_users, *([task.assignee] if task.assignee else [])]
    return {
        (Aspect.KIND, ""): str(task.kind),
        (Aspect.WHO, ""): ", ".join(who),
        (Aspect.DEADLINE, ""): resolved_deadline(task.deadline, settings),
        (Aspect.REMIND, ""): " ".join(task.remind),
        (Aspect.ESCALATE, ""): task.escalate,
        (Aspect.EXCLUDE, ""): " ".join(task.exclude),
        (Aspect.OUTCOMES, ""): " ".join(str(one) for one in task.outcomes),
        (Aspect.DOCUMENTS, ""): "; ".join(task.documents),
    }


def resolved_deadline(text: str, properties: Mapping[str, str]) -> str:
    """Return a deadline with the number of its setting put in, so that both are read in words."""
    settings = read_settings(properties)

    def put(match: re.Match[str]) -> str:
        setting = settings.get(match[1])
        return str(setting.value) if setting is not None and str(setting.value).isdigit() else match[0]

    return _SETTING.sub(put, text)


def _compare_ways(old: ProcessSpec, new: ProcessSpec) -> Iterator[Difference]:
    """Yield how conditions changed, and what comes after steps that are in both."""
    before, after = _flows(old), _flows(new)
    for flow_id in (one for one in after if one in before):
        was, now = before[flow_id], after[flow_id]
        base = Difference(change=Change.CHANGED, thing=Thing.FLOW, subject=_ends(new, now), element_id=flow_id)
        if was.name.split() != now.name.split():
            yield replace(base, aspect=Aspect.NAME, was=was.name, now=now.name)
        if was.condition.split() != now.condition.split():
            yield replace(base, aspect=Aspect.CONDITION, was=was.condition, now=now.condition)
        if was.is_default != now.is_default:
            yield replace(base, aspect=Aspect.DEFAULT, was=str(was.is_default), now=str(now.is_default))
    ahead, behind = _next_by_step(old), _next_by_step(new)
    for step_id, (name, now_next) in behind.items():
        gone = [one for one in ahead.get(step_id, (name, now_next))[1] if one not in now_next]
        come = [one for one in now_next if one not in ahead.get(step_id, (name, now_next))[1]]
        if gone or come:
            yield Difference(
                change=Change.CHANGED, thing=Thing.STEP, aspect=Aspect.NEXT, subject=name, element_id=step_id,
                was="\n".join(gone), now="\n".join(come),
            )  # fmt: skip


def _flows(process: ProcessSpec) -> dict[str, FlowSpec]:
    return {flow.flow_id: flow for scope in process.all_scopes() for flow in scope.flows}


def _ends(process: ProcessSpec, flow: FlowSpec) -> str:
    names = [process.by_id[end].label for end in (flow.source, flow.target) if end in process.by_id]
    return " → ".join(names)


def _next_by_step(process: ProcessSpec) -> dict[str, tuple[str, tuple[str, ...]]]:
    elements = outline_process(process).elements
    return {
        element.element_id: (element.name or element.element_id, _next_words(element))
        for element in elements
        if element.task is not None
    }


def _next_words(element: OutlineElement) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_step(step) for step in element.next if not step.event))


def _step(step: NextStep) -> str:
    choice = ", ".join(branch.name for branch in step.branches if branch.name)
    name = step.name or step.element_id
    return f"{choice}: «{name}»" if choice else f"«{name}»"


def _compare_settings(old: ProcessSpec, new: ProcessSpec) -> Iterator[Difference]:
    before, after = read_settings(old.properties), read_settings(new.properties)
    for name in dict.fromkeys([*after, *before]):
        was, now = before.get(name), after.get(name)
        texts = [f"{one.value} {one.unit}".strip() if one is not None else "" for one in (was, now)]
        source = (now or was).source if now or was else ""  # type: ignore[union-attr]  # one of them is there
        subject = source.removeprefix("[DOC]").removeprefix("[DEF]").strip() or name
        if was is None or now is None:
            change = Change.ADDED if was is None else Change.REMOVED
            yield Difference(
                change=change, thing=Thing.SETTING, subject=subject, was=texts[0], now=texts[1], detail=name
            )
        elif texts[0] != texts[1]:
            yield Difference(
                change=Change.CHANGED, thing=Thing.SETTING, aspect=Aspect.VALUE, subject=subject, was=texts[0],
                now=texts[1], detail=name,
            )  # fmt: skip
        elif was.source != now.source:
            yield Difference(
                change=Change.CHANGED, thing=Thing.SETTING, aspect=Aspect.TEXT, subject=subject, was=was.source,
                now=now.source, detail=name,
            )  # fmt: skip
