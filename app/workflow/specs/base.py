"""What every element does: be reached, take its inputs, complete, write its outputs, pass tokens on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec

from app.workflow.elements import FlowSpec, Node
from app.workflow.environment import failed
from app.workflow.scopes import visible, write, write_local, write_path
from app.workflow.tree import FUTURE, WAITING, CaseTree, Token

if TYPE_CHECKING:
    from app.workflow.specs.events import BoundarySpec


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A flow and the spec it leads to."""

    flow: FlowSpec
    target: NodeSpec


class NodeSpec(BpmnTaskSpec):  # type: ignore[misc]
    """An element of the diagram; its tokens are children of the scope they stand in."""

    listens = False
    """Its tokens only listen: they do not keep a scope open."""
    throws = False
    """Its tokens wait until the others rest."""
    merges_when_quiet = False
    is_process = False
    is_loop = False
    records = True
    """Its completion is a step of the path."""

    def __init__(self, wf_spec: Any, node: Node, name: str) -> None:
        super().__init__(wf_spec, name, lane=node.lane, documentation=node.documentation)
        self.node = node
        self.bpmn_id: str = node.node_id
        self.bpmn_name: str = node.name
        self.index = len(wf_spec.nodes)
        wf_spec.nodes.append(self)
        self.incoming: tuple[str, ...] = node.incoming
        self.outgoing: tuple[Outgoing, ...] = ()
        self.boundary: tuple[BoundarySpec, ...] = ()
        self.start_quantity = int(node.attributes.get("startQuantity", "1"))
        self.completion_quantity = int(node.attributes.get("completionQuantity", "1"))
        self.compensation: NodeSpec | None = None

    # --- being reached --------------------------------------------------------------------------------------------

    def arrive(self, tree: CaseTree, scope: Token, flow: FlowSpec | None = None) -> None:
        """Take a token over a flow; where several are needed, the first ones wait for the rest."""
        if self.start_quantity > 1:
            gathered = [
                child for child in scope.children if child.task_spec is self and "gather" in child.internal_data
            ]
            if len(gathered) + 1 < self.start_quantity:
                tree.spawn(self, scope, WAITING, gather=True)
                return
            for token in gathered:
                tree.remove(token)
        tree.spawn(self, scope)

    def test(self) -> None:
        """SpiffWorkflow asks for an input flow; an element without one is allowed."""

    def _update_hook(self, token: Token) -> bool:
        if token._state == FUTURE:
            self.enter(token)
        if self.may_proceed(token):
            return True
        token._set_state(WAITING)
        return False

    def enter(self, token: Token) -> None:
        """Prepare a token that just arrived: its inputs become local variables."""
        tree: CaseTree = token.workflow
        for mapping in self.node.inputs:
            value = tree.environment.literal_or_value(self.node, mapping.source, visible(token), tree.now)
            write_path(token, mapping.target, value, local=True)

    def may_proceed(self, token: Token) -> bool:
        """Say whether the token may run now; else it waits."""
        return True

    def check_conditions(self, token: Token) -> None:
        """Fire if a condition this token waits for is true."""

    # --- completing -----------------------------------------------------------------------------------------------

    def take_result(self, token: Token, variables: Mapping[str, Any]) -> None:
        """Take what an activity or event brings: local when outputs are mapped, else to where the names live."""
        if self.node.outputs:
            write_local(token, variables)
        else:
            write(token, variables)

    def write_outputs(self, token: Token) -> None:
        """Write the output mappings into the scope around."""
        tree: CaseTree = token.workflow
        for mapping in self.node.outputs:
            value = tree.environment.literal_or_value(self.node, mapping.source, visible(token), tree.now)
            write_path(token.parent or token, mapping.target, value, local=False)

    def _on_complete_hook(self, token: Token) -> None:
        tree: CaseTree = token.workflow
        self.write_outputs(token)
        tree.remove_children(token)
        holder = token.parent
        holder.task_spec.child_completed(tree, holder, token)

    def record_once(self, token: Token) -> None:
        """Note in the path that the element completed, before what it throws is handled."""
        if self.records and not token.internal_data.get("recorded"):
            token.internal_data["recorded"] = True
            token.workflow.record(self)

    def child_completed(self, tree: CaseTree, holder: Token, child: Token) -> None:
        """Hear that something inside completed; only scopes and loops hold tokens."""
        raise NotImplementedError

    # --- passing on -----------------------------------------------------------------------------------------------

    def pass_on(self, tree: CaseTree, token: Token, scope: Token) -> None:
        """Send a token over every flow that the element takes."""
        taken = self.choose(tree, token)
        self.record_once(token)
        for _ in range(self.completion_quantity):
            for outgoing in taken:
                outgoing.target.arrive(tree, scope, outgoing.flow)

    def choose(self, tree: CaseTree, token: Token) -> list[Outgoing]:
        """Return the flows to take: those without condition and those whose condition is true.

        The default flow is taken when no conditional flow was (BPMN 2.0.2, 13.2.1).
        """
        if len(self.outgoing) == 1 and not self.outgoing[0].flow.has_condition:
            return list(self.outgoing)
        taken = [out for out in self.outgoing if not out.flow.has_condition and not out.flow.is_default]
        conditional = [out for out in self.outgoing if out.flow.has_condition and not out.flow.is_default]
        true = [out for out in conditional if self.is_true(tree, token, out)]
        default = [out for out in self.outgoing if out.flow.is_default]
        chosen = taken + true + ([] if true else default)
        if self.outgoing and not chosen:
            raise self.nowhere_to_go()
        return [out for out in self.outgoing if out in chosen]

    def is_true(self, tree: CaseTree, token: Token, outgoing: Outgoing) -> bool:
        """Say whether the condition of a flow holds; one that is empty does not."""
        if not outgoing.flow.has_condition:
            return True
        text = outgoing.flow.condition
        return bool(text) and tree.environment.holds(self.node, text, visible(token), tree.now)

    def nowhere_to_go(self) -> Exception:
        """Return the error for a token that no outgoing flow takes."""
        return failed(
            self.node,
            ru="ни одно условие не выполнено, и нет потока по умолчанию",
            en="no condition is true and there is no default flow",
            cause="no-flow",
        )
