"""Gateways: one way, all ways, some ways, and the first event that happens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.workflow.elements import FlowSpec
from app.workflow.specs.base import NodeSpec, Outgoing
from app.workflow.specs.listeners import ListenerSpec
from app.workflow.tree import WAITING, CaseTree, Token


class ExclusiveSpec(NodeSpec):
    """Passes every token on over the first flow whose condition is true, in the order of the diagram's text."""

    def choose(self, tree: CaseTree, token: Token) -> list[Outgoing]:
        """Return the one flow to take."""
        if not self.outgoing:
            return []
        for outgoing in self.outgoing:
            if not outgoing.flow.is_default and self.is_true(tree, token, outgoing):
                return [outgoing]
        default = [outgoing for outgoing in self.outgoing if outgoing.flow.is_default]
        if not default:
            raise self.nowhere_to_go()
        return default


class JoiningSpec(NodeSpec):
    """Holds what arrives until its rule lets one token go on for all of them."""

    def arrive(self, tree: CaseTree, scope: Token, flow: FlowSpec | None = None) -> None:
        """Keep the token at the flow it came over."""
        if len(self.incoming) < 2 or flow is None:
            tree.spawn(self, scope)
            return
        tree.spawn(self, scope, WAITING, flow=self.incoming.index(flow.flow_id))
        self.after_arrival(tree, scope)

    def after_arrival(self, tree: CaseTree, scope: Token) -> None:
        """Look whether the join is complete now."""

    def merge(self, tree: CaseTree, arrived: list[Token]) -> None:
        """Let the oldest token of each flow go on as one."""
        oldest: dict[int, Token] = {}
        for token in arrived:
            oldest.setdefault(token.internal_data["flow"], token)
        first, *others = oldest.values()
        for token in others:
            tree.remove(token)
        del first.internal_data["flow"]
        first.internal_data["go"] = True
        tree.enqueue(first)

    def may_proceed(self, token: Token) -> bool:
        """Say whether the token stands for a complete join."""
        return "flow" not in token.internal_data


class ParallelSpec(JoiningSpec):
    """Goes on when a token came over every incoming flow; further tokens wait for the next round."""

    def after_arrival(self, tree: CaseTree, scope: Token) -> None:
        """Merge when each incoming flow has a token."""
        arrived = [child for child in scope.children if child.task_spec is self and "flow" in child.internal_data]
        if len({token.internal_data["flow"] for token in arrived}) == len(self.incoming):
            self.merge(tree, arrived)

    def choose(self, tree: CaseTree, token: Token) -> list[Outgoing]:
        """Return all flows: a parallel gateway evaluates no condition."""
        return list(self.outgoing)


class InclusiveSpec(JoiningSpec):
    """Goes on when no other token can still come over one of the flows that are empty."""

    merges_when_quiet = True

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.sources: tuple[frozenset[str], ...] = ()
        """For each incoming flow the elements from which it can be reached without passing this gateway."""

    def choose(self, tree: CaseTree, token: Token) -> list[Outgoing]:
        """Return the flows whose condition is true, else the default."""
        taken = [out for out in self.outgoing if not out.flow.is_default and self.is_true(tree, token, out)]
        taken = taken or [out for out in self.outgoing if out.flow.is_default]
        if self.outgoing and not taken:
            raise self.nowhere_to_go()
        return taken

    def release(self, tree: CaseTree, arrived: list[Token], *, strict: bool) -> bool:
        """Merge if nothing more can come; returns whether it did.

        While any token can still reach an empty flow the join waits. Tokens that wait at other joins may wait for this
        one (a loop leads from them back to it): for them the rule of BPMN 2.0.2, table 13.3, holds, that a token that
        can also reach a flow already taken does not count.
        """
        taken = {token.internal_data["flow"] for token in arrived}
        empty = set(range(len(self.incoming))) - taken
        scope = arrived[0].parent
        for other in tree.live_children(scope):
            if other.task_spec is self and "flow" in other.internal_data:
                continue
            place = other.task_spec.bpmn_id
            if not any(place in self.sources[flow] for flow in empty):
                continue
            if strict or "flow" not in other.internal_data:
                return False
            if not any(place in self.sources[flow] for flow in taken):
                return False
        self.merge(tree, arrived)
        return True


class EventGatewaySpec(NodeSpec):
    """Waits for the first of the events behind it."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.arms: tuple[ListenerSpec, ...] = ()

    def enter(self, token: Token) -> None:
        """Listen for every event behind the gateway."""
        for arm in self.arms:
            arm.listen(token)

    def may_proceed(self, token: Token) -> bool:
        """Never run by itself: the event that happens takes the token on."""
        return False

    def happened(self, tree: CaseTree, gateway: Token, event: NodeSpec, variables: Mapping[str, Any]) -> None:
        """Go on at the event that came first; the others are no longer awaited."""
        scope = gateway.parent
        self.record_once(gateway)
        tree.remove(gateway)
        tree.spawn(event, scope, go=True, brought=dict(variables))
