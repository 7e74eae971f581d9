"""What is thrown and who catches it: errors, escalations, signals, messages, terminate, cancel, compensation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.workflow.elements import EventSpec
from app.workflow.environment import failed
from app.workflow.scopes import visible
from app.workflow.specs.arms import correlation_key, event_name, fire
from app.workflow.specs.compensation import begin_cancel, begin_compensation
from app.workflow.tree import CaseTree, Thrown, Token


def throw(tree: CaseTree, token: Token, event: EventSpec) -> bool:
    """Throw one event from a token; returns whether the token has to wait for what it caused."""
    node = token.task_spec.node
    if event.kind == "error":
        throw_error(tree, token, code_of(tree, token, event))
    elif event.kind == "escalation":
        code = code_of(tree, token, event)
        if not catch_code(tree, token, "escalation", code):
            tree.escalations.append(code)
    elif event.kind == "signal":
        name = event_name(tree, node, event.name, visible(token))
        tree.signals.append(name)
        broadcast(tree, name, {})
    elif event.kind == "message":
        throw_message(tree, token, event)
    elif event.kind == "terminate":
        for sibling in list(token.parent.children):
            if sibling is not token:
                tree.remove(sibling)
    elif event.kind == "cancel":
        begin_cancel(tree, token)
    elif event.kind == "compensate":
        return begin_compensation(tree, token, event.ref)
    return False


def throw_message(tree: CaseTree, token: Token, event: EventSpec) -> None:
    """Give a message, with the inputs of its event, to whoever in the case waits for it; else it leaves the case."""
    node, context = token.task_spec.node, visible(token)
    name = event_name(tree, node, event.name, context)
    key = correlation_key(tree, node, event, context)
    variables = {name: value for name, value in token.data.items() if name != "loopCounter"}
    if deliver(tree, name, key, variables):
        return
    organisation = node.properties.get("soglas:organisation", "").strip()
    tree.unheard.append(
        Thrown(
            element_id=node.node_id,
            name=name,
            key=key,
            variables=variables,
            organisation=tree.environment.literal_or_value(node, organisation, context, tree.now)
            if organisation
            else None,
            keep=node.properties.get("soglas:keep", "").strip(),
        )
    )


def throw_error(tree: CaseTree, token: Token, code: str, variables: Mapping[str, Any] | None = None) -> None:
    """Let an error find its catcher; what nobody catches ends a case that was called, and is for its caller then."""
    if catch_code(tree, token, "error", code, variables):
        return
    if not tree.called:
        raise uncaught(token, code)
    tree.error = code
    tree.remove_children(tree.task_tree)
    tree.finish()


def code_of(tree: CaseTree, token: Token, event: EventSpec) -> str:
    """Return what catchers compare: the code, or the id of what has none."""
    if event.code:
        return event_name(tree, token.task_spec.node, event.code, visible(token))
    return f"#{event.ref}" if event.ref else ""


def uncaught(token: Token, code: str) -> Exception:
    """Return the failure for an error that nobody catches."""
    shown = code.removeprefix("#")
    return failed(
        token.task_spec.node,
        ru=f"ошибку «{shown}» никто не обрабатывает",
        en=f'nobody handles the error "{shown}"',
        cause="uncaught-error",
    )


def catch_code(tree: CaseTree, token: Token, kind: str, code: str, variables: Mapping[str, Any] | None = None) -> bool:
    """Let the nearest catcher around the token handle an error or escalation; returns whether there was one.

    On each level an event sub-process comes before a boundary event, and a catcher that names the code before one that
    catches everything.
    """
    level: Token | None = token
    brought = dict(variables or {})
    while level is not None:
        spec = level.task_spec
        if level is not token and not level.internal_data.get("interrupted"):
            handler = _matching(getattr(spec, "event_sub_processes", ()), kind, code)
            if handler is not None:
                handler.begin(tree, level, brought)
                return True
        boundary = _matching(spec.boundary, kind, code)
        if boundary is not None:
            boundary.caught(tree, level, brought)
            return True
        level = level.parent
    return False


def catches(token: Token, kind: str, code: str) -> bool:
    """Say whether `catch_code` would find somebody; nothing happens."""
    level: Token | None = token
    while level is not None:
        spec = level.task_spec
        free = level is not token and not level.internal_data.get("interrupted")
        if free and _matching(getattr(spec, "event_sub_processes", ()), kind, code) is not None:
            return True
        if _matching(spec.boundary, kind, code) is not None:
            return True
        level = level.parent
    return False


def _matching(candidates: tuple[Any, ...], kind: str, code: str) -> Any:
    """Return the first candidate that names the code, else the first that catches every code."""
    everything = None
    for candidate in candidates:
        node = candidate.start.node if hasattr(candidate, "start") else candidate.node
        for event in node.events:
            if event.kind != kind:
                continue
            wanted = event.code or (f"#{event.ref}" if event.ref else "")
            if wanted and wanted == code:
                return candidate
            if not wanted and everything is None:
                everything = candidate
    return everything


def broadcast(tree: CaseTree, name: str, variables: Mapping[str, Any]) -> int:
    """Let everybody in the case who waits for the signal go on; returns how many did."""
    return sum(1 for _ in _fire_all(tree, "signal", name, variables))


def _fire_all(tree: CaseTree, kind: str, name: str, variables: Mapping[str, Any]) -> Iterator[None]:
    for token in list(tree.waiting()):
        for position, arm in enumerate(token.internal_data["arms"]):
            if arm and arm.get(kind) == name:
                if tree.alive(token) and "arms" in token.internal_data:
                    fire(token, position, variables)
                    yield
                break


def deliver(tree: CaseTree, name: str, key: str | None, variables: Mapping[str, Any]) -> bool:
    """Give a message to the one who waits for it longest; returns whether there was somebody."""
    for token in list(tree.waiting()):
        for position, arm in enumerate(token.internal_data["arms"]):
            if arm and arm.get("message") == name and arm["key"] in (None, key):
                fire(token, position, variables)
                return True
    return False
