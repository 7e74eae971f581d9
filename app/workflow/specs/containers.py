"""Scopes: the process, embedded sub-processes and event sub-processes, which hold tokens and end when none is left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.workflow.environment import failed
from app.workflow.specs.activities import ActivitySpec
from app.workflow.specs.base import NodeSpec
from app.workflow.specs.compensation import next_undo, remember_done, undone
from app.workflow.specs.listeners import ListenerSpec
from app.workflow.tree import STARTED, CaseTree, Token


class ScopeSpec(NodeSpec):
    """Whatever holds tokens."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.starts: tuple[NodeSpec, ...] = ()
        self.all_starts: tuple[NodeSpec, ...] = ()
        self.event_sub_processes: tuple[EventSubProcessSpec, ...] = ()

    def open_scope(self, tree: CaseTree, token: Token) -> None:
        """Listen for the event sub-processes of the scope, then put tokens at its beginnings."""
        self.listen(token)
        for start in self.starts:
            start.arrive(tree, token)

    def listen(self, token: Token) -> None:
        """Listen for the event sub-processes of the scope."""
        for event_sub_process in self.event_sub_processes:
            if event_sub_process.listener is not None:
                event_sub_process.listener.listen(token)

    def child_completed(self, tree: CaseTree, holder: Token, child: Token) -> None:
        """Pass the token of an element on and close the scope when it was the last."""
        remember_done(holder, child)
        child.task_spec.pass_on(tree, child, holder)
        tree.remove(child)
        if "undoes" in child.internal_data:
            next_undo(tree, child.internal_data["undoes"])
        self.close_if_empty(tree, holder)

    def close_if_empty(self, tree: CaseTree, holder: Token) -> None:
        """Complete the scope when no token is left in it."""
        if tree.alive(holder) and holder._state == STARTED and not tree.live_children(holder):
            self.emptied(tree, holder)

    def emptied(self, tree: CaseTree, holder: Token) -> None:
        """Complete the scope."""
        holder.complete()


class ProcessScopeSpec(ScopeSpec):
    """The scope of a whole process; its variables are those of the case or of the call."""

    is_process = True
    records = False

    def _run_hook(self, token: Token) -> None:
        self.open_scope(token.workflow, token)

    def _on_complete_hook(self, token: Token) -> None:
        tree: CaseTree = token.workflow
        tree.remove_children(token)
        caller = token.parent
        if caller is None:
            tree.finish()
        else:
            caller.task_spec.returned(tree, caller, token)


class SubProcessSpec(ActivitySpec, ScopeSpec):
    """An embedded sub-process or transaction."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.is_transaction = self.node.type == "transaction"
        self.on_cancel: Any = None
        self.on_compensation: EventSubProcessSpec | None = None

    def _run_hook(self, token: Token) -> bool | None:
        tree: CaseTree = token.workflow
        if not self.starts:
            return True
        token._set_state(STARTED)
        self.open_scope(tree, token)
        return None

    def emptied(self, tree: CaseTree, holder: Token) -> None:
        """Complete; during compensation the handlers that are still to run keep the scope open."""
        if "undo" in holder.internal_data:
            return
        if "unwinds" in holder.internal_data:
            undone(tree, holder)
        else:
            holder.complete()


class EventSubProcessSpec(ScopeSpec):
    """A sub-process that begins when its event happens in the scope around it."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.start: NodeSpec
        self.listener: ListenerSpec | None = None

    @property
    def interrupting(self) -> bool:
        """Say whether the scope around stops when the event happens."""
        return self.start.node.interrupting

    def heard(self, tree: CaseTree, listener: Token, variables: Mapping[str, Any]) -> None:
        """Begin in the scope that listened."""
        self.begin(tree, listener.parent, variables)

    def begin(self, tree: CaseTree, scope: Token, variables: Mapping[str, Any]) -> Token:
        """Begin in `scope`; an interrupting start removes whatever was going on there."""
        if self.interrupting:
            tree.remove_children(scope)
            scope.internal_data["interrupted"] = True
        return tree.spawn(self, scope, brought=dict(variables))

    def _run_hook(self, token: Token) -> None:
        tree: CaseTree = token.workflow
        token._set_state(STARTED)
        self.listen(token)
        tree.spawn(self.start, token, go=True, brought=token.internal_data.pop("brought", {}))


def depth_of(token: Token) -> int:
    """Return how many tokens stand around this one."""
    depth = 0
    while (parent := token.parent) is not None:
        token, depth = parent, depth + 1
    return depth


def refuse_depth(tree: CaseTree, spec: NodeSpec, token: Token) -> None:
    """Stop a process that calls itself without end."""
    if depth_of(token) > tree.limits.depth:
        raise failed(
            spec.node,
            ru=f"вызовы вложены глубже {tree.limits.depth} уровней",
            en=f"calls are nested deeper than {tree.limits.depth} levels",
            cause="depth",
        )
