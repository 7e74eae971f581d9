"""Events that begin, catch, stand at a border, throw and end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.workflow.specs.activities import ActivitySpec, bring
from app.workflow.specs.arms import Waiting, open_arms
from app.workflow.specs.base import NodeSpec, Outgoing
from app.workflow.specs.listeners import ListenerSpec
from app.workflow.specs.throwing import throw
from app.workflow.tree import CaseTree, Token


class StartSpec(NodeSpec):
    """A start event: it has happened when its token is there."""

    def _run_hook(self, token: Token) -> bool:
        self.take_result(token, token.internal_data.pop("brought", {}))
        return True


class CatchSpec(Waiting, NodeSpec):
    """An intermediate event that waits; behind an event gateway its token comes when it happened."""

    def enter(self, token: Token) -> None:
        """Wait, unless it happened already."""
        if not token.internal_data.get("go"):
            super().enter(token)
            open_arms(token, self.node)

    def may_proceed(self, token: Token) -> bool:
        """Say whether the event happened."""
        return bool(token.internal_data.get("go"))

    def fired(self, token: Token, position: int, variables: Mapping[str, Any], *, again: bool) -> None:
        """Go on; a timer that repeats sends one token for each beat and keeps waiting."""
        if again:
            tree: CaseTree = token.workflow
            tree.spawn(self, token.parent, go=True, brought=dict(variables))
        else:
            bring(token, variables)

    def _run_hook(self, token: Token) -> bool:
        self.take_result(token, token.internal_data.pop("brought", {}))
        return True


class LinkCatchSpec(NodeSpec):
    """The place where a link goes on."""


class LinkThrowSpec(NodeSpec):
    """Goes on at the catching link of the same name."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.link: LinkCatchSpec

    def pass_on(self, tree: CaseTree, token: Token, scope: Token) -> None:
        """Send the token to the other end of the link."""
        self.record_once(token)
        self.link.arrive(tree, scope)

    def choose(self, tree: CaseTree, token: Token) -> list[Outgoing]:
        """A throwing link has no outgoing flow."""
        return []


class BoundarySpec(NodeSpec):
    """An event at the border of an activity."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.listener: ListenerSpec | None = None

    def heard(self, tree: CaseTree, listener: Token, variables: Mapping[str, Any]) -> None:
        """Leave the activity whose border listened."""
        self.caught(tree, listener.parent, variables)

    def caught(self, tree: CaseTree, host: Token, variables: Mapping[str, Any]) -> None:
        """Go on at this event; an interrupting one removes the activity and all that is inside."""
        scope = host.parent
        if self.node.interrupting:
            tree.remove(host)
        tree.spawn(self, scope, go=True, brought=dict(variables))

    def _run_hook(self, token: Token) -> bool:
        self.take_result(token, token.internal_data.pop("brought", {}))
        return True


class ThrowSpec(NodeSpec):
    """An intermediate or end event that throws what it names, in the order of the diagram's text."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.manual = self.node.job is not None
        self.kind = "job"
        self.throws = not self.manual and any(event.kind in {"signal", "message"} for event in self.node.events)

    def _run_hook(self, token: Token) -> bool | None:
        tree: CaseTree = token.workflow
        if self.manual:
            return True
        if any(event.kind != "compensate" for event in self.node.events):
            # What is thrown here is thrown when the event completes; compensation completes it only afterwards.
            self.record_once(token)
        waits = False
        for event in self.node.events:
            waits = throw(tree, token, event) or waits
            if not tree.alive(token):
                return None
        return None if waits else True


class SendSpec(ActivitySpec):
    """A send task that names a message and no work outside: it throws the message when it runs."""

    throws = True

    def _run_hook(self, token: Token) -> bool:
        self.record_once(token)
        for event in self.node.events:
            throw(token.workflow, token, event)
        return True


class EndSpec(ThrowSpec):
    """An end event: its token is used up."""

    def record_once(self, token: Token) -> None:
        """Note also that this end was reached."""
        if not token.internal_data.get("recorded") and token.parent is not None:
            tree: CaseTree = token.workflow
            if self.bpmn_id not in tree.ended:
                tree.ended.append(self.bpmn_id)
            if token.parent.task_spec.is_process and token.parent.parent is not None:
                token.parent.internal_data["end"] = [self.bpmn_id, " ".join(self.bpmn_name.split())]
        super().record_once(token)
