"""What waits for an event: the arms of a token (timer, message, signal, condition) and how they fire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.workflow.elements import EventSpec, Node
from app.workflow.environment import failed
from app.workflow.scopes import keep, visible
from app.workflow.timing import Schedule, TimerRefused, first_due, next_due
from app.workflow.tree import CaseTree, Token

SUBSCRIBED = frozenset({"timer", "message", "signal", "conditional"})


def subscribes(node: Node) -> bool:
    """Say whether an event of the element has to be waited for (errors and the like find their catcher)."""
    return any(event.kind in SUBSCRIBED for event in node.events)


def open_arms(token: Token, node: Node) -> None:
    """Begin to wait for every event of `node`, as seen from `token`."""
    tree: CaseTree = token.workflow
    context = visible(token)
    token.internal_data["arms"] = [_arm(tree, node, event, context) for event in node.events]
    tree.changed = True


def _arm(tree: CaseTree, node: Node, event: EventSpec, context: Mapping[str, Any]) -> dict[str, Any] | None:
    if event.kind == "timer":
        return _timer_arm(tree, node, event, context)
    if event.kind == "message":
        return {"message": _name(tree, node, event, context), "key": correlation_key(tree, node, event, context)}
    if event.kind == "signal":
        return {"signal": _name(tree, node, event, context)}
    if event.kind == "conditional":
        return {"was": False}
    return None


def _timer_arm(tree: CaseTree, node: Node, event: EventSpec, context: Mapping[str, Any]) -> dict[str, Any]:
    value = tree.environment.literal_or_value(node, event.timer, context, tree.now)
    try:
        schedule = first_due(event.timer_kind, value, tree.now)
    except TimerRefused as problem:
        raise failed(
            node,
            ru=f"срок таймера «{event.timer}» не вычисляется: {problem}",
            en=f'the timer "{event.timer}" cannot be reckoned: {problem}',
            cause="timer",
        ) from None
    arm: dict[str, Any] = {"due": schedule.due_at}
    if schedule.every:
        arm |= {"left": schedule.left, "every": schedule.every}
    return arm


def event_name(tree: CaseTree, node: Node, text: str, context: Mapping[str, Any]) -> str:
    """Return a name or code, which may be an expression; raises ExecutionFailed unless it gives a text."""
    value = tree.environment.literal_or_value(node, text, context, tree.now)
    if not isinstance(value, str) or not value:
        raise failed(
            node,
            ru=f"имя события «{text}» должно давать текст",
            en=f'the name of the event "{text}" must give a text',
            cause="event-name",
        )
    return value


def _name(tree: CaseTree, node: Node, event: EventSpec, context: Mapping[str, Any]) -> str:
    return event_name(tree, node, event.name, context)


def correlation_key(tree: CaseTree, node: Node, event: EventSpec, context: Mapping[str, Any]) -> str | None:
    """Return the key that a message must bring, as text; None where any message of the name will do."""
    if not event.correlation_key:
        return None
    key = key_text(tree.environment.literal_or_value(node, event.correlation_key, context, tree.now))
    if key is None:
        raise failed(
            node,
            ru=f"ключ сообщения «{event.correlation_key}» должен давать текст или число",
            en=f'the correlation key "{event.correlation_key}" must give a text or a number',
            cause="correlation",
        )
    return key


def key_text(value: Any) -> str | None:
    """Return a correlation key as text, or None for what cannot be one."""
    if value is None or isinstance(value, bool | list | dict):
        return None
    plain = keep(value)
    if isinstance(plain, str):
        return plain
    return format(plain.normalize(), "f") if hasattr(plain, "normalize") else str(plain)


def due_schedule(arm: Mapping[str, Any]) -> Schedule:
    """Return when a timer arm fires."""
    return Schedule(due_at=arm["due"], left=arm.get("left", 0), every=arm.get("every", ""))


def fire(token: Token, position: int, variables: Mapping[str, Any]) -> None:
    """Let the event at this arm happen to the token that waits for it."""
    spec = token.task_spec
    arms: list[Any] = token.internal_data["arms"]
    if spec.node.attributes.get("parallelMultiple") in {"true", "1"} and len(arms) > 1:
        token.internal_data.setdefault("brought", {}).update(variables)
        arms[position] = False
        if any(arm is not False for arm in arms):
            return
        variables = token.internal_data.pop("brought")
        spec.fired(token, position, variables, again=False)
        return
    arm = arms[position]
    again = "due" in arm and _wind(token.workflow, arms, position)
    spec.fired(token, position, variables, again=again)


def _wind(tree: CaseTree, arms: list[Any], position: int) -> bool:
    """Set a timer that repeats to its next beat; returns whether there is one."""
    later = next_due(due_schedule(arms[position]), tree.now)
    if later is None:
        return False
    arms[position] = {"due": later.due_at, "left": later.left, "every": later.every}
    return True


class Waiting:
    """The part of a spec whose tokens hold arms."""

    node: Node

    def check_conditions(self, token: Token) -> None:
        """Fire the conditions of the token that became true since they were looked at last."""
        tree: CaseTree = token.workflow
        for position, event in enumerate(self.node.events):
            arm = token.internal_data["arms"][position]
            if event.kind != "conditional" or arm is False:
                continue
            holds = tree.environment.holds(self.node, event.condition, visible(token), tree.now)
            rises = holds and not arm["was"]
            arm["was"] = holds
            if rises:
                fire(token, position, {})
                if not tree.alive(token) or "arms" not in token.internal_data:
                    return
