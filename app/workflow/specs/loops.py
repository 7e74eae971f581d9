"""Repetition: multi-instance (parallel, sequential) and standard loops, as a body that holds its instances."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final

from app.workflow.elements import LoopSpec, Node
from app.workflow.environment import failed
from app.workflow.scopes import keep, visible, write
from app.workflow.specs.activities import ActivitySpec
from app.workflow.specs.base import NodeSpec
from app.workflow.specs.compensation import remember_done
from app.workflow.tree import STARTED, CaseTree, Token

MAX_INSTANCES: Final = 1_000
_PATH = re.compile(r"=?\s*([^\W\d]\w*)(?:\s*\.\s*[^\W\d]\w*)*\s*")


class BodySpec(ActivitySpec):
    """Holds the instances of one activity; boundary events stand at the body, not at each instance."""

    is_loop = True
    records = False

    def __init__(self, wf_spec: Any, node: Node, name: str, loop: LoopSpec) -> None:
        super().__init__(wf_spec, node, name)
        self.loop = loop
        self.each: NodeSpec

    def enter(self, token: Token) -> None:
        """Listen at the border; the inputs belong to each instance."""
        self.listen_at_border(token)

    def write_outputs(self, token: Token) -> None:
        """The outputs belong to each instance."""

    def spawn_instance(self, tree: CaseTree, body: Token, number: int, local: dict[str, Any]) -> None:
        """Start one instance with its local variables; `number` counts from one."""
        instance = tree.spawn(self.each, body, instance=number)
        instance.data = keep({**local, "loopCounter": number})


class MultiInstanceSpec(BodySpec):
    """One instance for each item of a list, or as many as the cardinality says."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        path = _PATH.fullmatch(self.loop.output_element)
        self.output_name = path[1] if path else ""

    def _run_hook(self, token: Token) -> bool | None:
        tree: CaseTree = token.workflow
        items = self._items(tree, token)
        if self.loop.output_collection:
            token.data[self.loop.output_collection] = [None] * len(items)
        if not items:
            return True
        token._set_state(STARTED)
        state = token.internal_data
        state["total"], state["completed"], state["started"] = len(items), 0, 0
        if self.loop.kind == "sequential":
            state["items"] = keep(items)
            self._start(tree, token, items[0])
        else:
            for item in items:
                self._start(tree, token, item)
        return None

    def _items(self, tree: CaseTree, token: Token) -> list[Any]:
        context = visible(token)
        if self.loop.input_collection:
            items = tree.environment.value(self.node, self.loop.input_collection, context, tree.now)
            if not isinstance(items, list):
                raise failed(
                    self.node,
                    ru=f"«{self.loop.input_collection}» должно давать список",
                    en=f'"{self.loop.input_collection}" must give a list',
                    cause="loop",
                )
        else:
            count = tree.environment.value(self.node, self.loop.cardinality, context, tree.now)
            if not isinstance(count, int | Decimal) or isinstance(count, bool) or count < 0 or count != int(count):
                raise failed(
                    self.node,
                    ru=f"число повторений «{self.loop.cardinality}» должно быть целым и не меньше нуля",
                    en=f'the cardinality "{self.loop.cardinality}" must be a whole number not below zero',
                    cause="loop",
                )
            items = [None] * min(int(count), MAX_INSTANCES + 1)
        if len(items) > MAX_INSTANCES:
            raise failed(
                self.node,
                ru=f"повторений больше {MAX_INSTANCES}",
                en=f"there are more than {MAX_INSTANCES} instances",
                cause="loop",
            )
        return items

    def _start(self, tree: CaseTree, body: Token, item: Any) -> None:
        local: dict[str, Any] = {}
        if self.output_name and self.output_name != self.loop.input_element:
            # As in Camunda 8: what an instance answers stays its own until it is collected.
            local[self.output_name] = None
        if self.loop.input_element:
            local[self.loop.input_element] = item
        body.internal_data["started"] += 1
        self.spawn_instance(tree, body, body.internal_data["started"], local)

    def child_completed(self, tree: CaseTree, holder: Token, child: Token) -> None:
        """Collect the answer, then end the body, start the next instance or wait for the others."""
        child.task_spec.record_once(child)
        remember_done(holder, child)
        state = holder.internal_data
        state["completed"] += 1
        if self.loop.output_collection and self.loop.output_element:
            answer = tree.environment.value(self.node, self.loop.output_element, visible(child), tree.now)
            holder.data[self.loop.output_collection][child.internal_data["instance"] - 1] = keep(answer)
        tree.remove(child)
        left = state["total"] - state["completed"]
        if left == 0 or self._is_enough(tree, child, state):
            tree.remove_children(holder)
            self._hand_over(holder)
            holder.complete()
        elif self.loop.kind == "sequential":
            self._start(tree, holder, state["items"][state["started"]])

    def _is_enough(self, tree: CaseTree, child: Token, state: dict[str, Any]) -> bool:
        if not self.loop.completion_condition:
            return False
        counts = {
            "numberOfInstances": Decimal(state["total"]),
            "numberOfActiveInstances": Decimal(state["started"] - state["completed"]),
            "numberOfCompletedInstances": Decimal(state["completed"]),
            "numberOfTerminatedInstances": Decimal(0),
        }
        # The instance is out of the tree already; its local variables still count.
        context = {**visible(child), **counts}
        return tree.environment.holds(self.node, self.loop.completion_condition, context, tree.now)

    def _hand_over(self, body: Token) -> None:
        name = self.loop.output_collection
        if name and name in body.data:
            write(body.parent, {name: body.data.pop(name)})

    def _on_complete_hook(self, token: Token) -> None:
        self._hand_over(token)
        super()._on_complete_hook(token)


class StandardLoopSpec(BodySpec):
    """Repeats while its condition is true, at most `loopMaximum` times."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.maximum = int(self.loop.maximum) if self.loop.maximum else None

    def _run_hook(self, token: Token) -> bool | None:
        tree: CaseTree = token.workflow
        if self.loop.test_before and not self._goes_on(tree, token, 0):
            return True
        token._set_state(STARTED)
        self.spawn_instance(tree, token, 1, {})
        return None

    def child_completed(self, tree: CaseTree, holder: Token, child: Token) -> None:
        """Repeat or end."""
        child.task_spec.record_once(child)
        remember_done(holder, child)
        number = child.internal_data["instance"]
        goes_on = self._goes_on(tree, child, number)
        tree.remove(child)
        if goes_on:
            self.spawn_instance(tree, holder, number + 1, {})
        else:
            holder.complete()

    def _goes_on(self, tree: CaseTree, token: Token, done: int) -> bool:
        if self.maximum is not None and done >= self.maximum:
            return False
        if not self.loop.condition:
            return True
        context = {**visible(token), "loopCounter": Decimal(done)}
        return tree.environment.holds(self.node, self.loop.condition, context, tree.now)
