"""Tokens that only listen: at a border, in a scope with event sub-processes, behind an event gateway."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from app.workflow.elements import Node
from app.workflow.specs.arms import Waiting, open_arms
from app.workflow.specs.base import NodeSpec
from app.workflow.tree import WAITING, CaseTree, Token


class Hearer(Protocol):
    """What a listener tells that its event happened."""

    def heard(self, tree: CaseTree, listener: Token, variables: Mapping[str, Any]) -> None:
        """Act on the event; the listener is still in the tree."""


class ListenerSpec(Waiting, NodeSpec):
    """Waits beside the flow of tokens for the events of one element and tells `hearer` about them."""

    listens = True
    records = False

    def __init__(self, wf_spec: Any, node: Node, name: str, hearer: Hearer) -> None:
        super().__init__(wf_spec, node, name)
        self.hearer = hearer

    def listen(self, place: Token) -> None:
        """Begin to listen below `place`, with the variables seen from there."""
        tree: CaseTree = place.workflow
        open_arms(tree.spawn(self, place, WAITING), self.node)

    def fired(self, token: Token, position: int, variables: Mapping[str, Any], *, again: bool) -> None:
        """Tell the hearer; an event that cannot come again is no longer awaited."""
        tree: CaseTree = token.workflow
        arms: list[Any] = token.internal_data["arms"]
        once = arms[position] is False or ("due" in arms[position] and not again)
        self.hearer.heard(tree, token, variables)
        if once and tree.alive(token):
            arms[position] = False
            if not any(arms):
                tree.remove(token)
