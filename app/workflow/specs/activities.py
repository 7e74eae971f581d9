"""Activities: tasks of people, jobs, scripts, decisions, receive tasks and calls of other processes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from app.workflow.environment import failed
from app.workflow.scopes import keep, visible, write
from app.workflow.specs.arms import Waiting, open_arms
from app.workflow.specs.base import NodeSpec
from app.workflow.tree import CaseTree, Token


class ActivitySpec(NodeSpec):
    """An activity; a plain task passes tokens on without doing anything, as in Camunda 8."""

    def enter(self, token: Token) -> None:
        """Take the inputs, then listen for the boundary events."""
        super().enter(token)
        self.listen_at_border(token)

    def listen_at_border(self, token: Token) -> None:
        """Listen for the boundary events that have to be waited for."""
        for boundary in self.boundary:
            if boundary.listener is not None:
                boundary.listener.listen(token)


class ManualSpec(ActivitySpec):
    """Waits until somebody completes it: a person (`user`) or work outside (`job`)."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.manual = True
        self.kind = "user" if self.node.type == "userTask" else "job"


class ScriptSpec(ActivitySpec):
    """Evaluates one FEEL expression into one variable."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.expression = self.node.script.expression if self.node.script else ""
        self.result_variable = self.node.script.result_variable if self.node.script else ""

    def _run_hook(self, token: Token) -> bool:
        tree: CaseTree = token.workflow
        value = tree.environment.result(self.node, self.expression, visible(token), tree.now)
        if self.result_variable:
            self.take_result(token, {self.result_variable: value})
        elif isinstance(value, dict):
            # A `bpmn:script` has no result variable: the entries of its context are the results.
            self.take_result(token, value)
        return True


class DecisionSpec(ActivitySpec):
    """Evaluates a decision of DMN into one variable."""

    def _run_hook(self, token: Token) -> bool:
        tree: CaseTree = token.workflow
        called = self.node.decision
        assert called is not None  # noqa: S101 - the factory makes this spec only for such nodes
        context = visible(token)
        decision_id = str(tree.environment.literal_or_value(self.node, called.decision_id, context, tree.now))
        value = tree.environment.decide(self.node, decision_id, context, tree.now)
        if called.result_variable:
            self.take_result(token, {called.result_variable: value})
        return True


class ReceiveSpec(Waiting, ActivitySpec):
    """A receive task: an activity that waits for one message."""

    def enter(self, token: Token) -> None:
        """Take the inputs, listen at the border, then wait for the message."""
        if not token.internal_data.get("go"):
            super().enter(token)
            open_arms(token, self.node)

    def may_proceed(self, token: Token) -> bool:
        """Say whether the message came."""
        return bool(token.internal_data.get("go"))

    def fired(self, token: Token, position: int, variables: Mapping[str, Any], *, again: bool) -> None:
        """Take the message."""
        bring(token, variables)

    def _run_hook(self, token: Token) -> bool:
        self.take_result(token, token.internal_data.pop("brought", {}))
        return True


def bring(token: Token, variables: Mapping[str, Any]) -> None:
    """Give a waiting token what its event brought and let it go on."""
    token.internal_data.pop("arms", None)
    token.internal_data["go"] = True
    token.internal_data["brought"] = dict(variables)
    token.workflow.enqueue(token)


class OwnCaseSpec(ManualSpec):
    """Waits for the end of another case, which whoever runs this one has opened (`call`)."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.kind = "call"

    def take_result(self, token: Token, variables: Mapping[str, Any]) -> None:
        """Take what the other case returns: all of it for the output mappings, else only how it ended."""
        super().take_result(token, variables if self.node.outputs else _ending(variables))


RESULT_NAMES: Final = ("result", "result_words", "result_case")
"""How a called case ended: the id of its end, the words of that end, the number of the case."""


def _ending(variables: Mapping[str, Any]) -> dict[str, Any]:
    return {name: variables[name] for name in RESULT_NAMES if name in variables}


def own_variables(token: Token) -> dict[str, Any]:
    """Return what a case of its own is opened with: the inputs of the call and the item of its instance."""
    hidden = {"loopCounter", *RESULT_NAMES}
    return {name: value for name, value in token.data.items() if name not in hidden}


class CallSpec(ActivitySpec):
    """Runs another process inside this case, with variables of its own."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.processes: Mapping[str, Any] = {}
        self.settings: Mapping[str, Mapping[str, Any]] = {}

    def _run_hook(self, token: Token) -> None:
        from app.workflow.specs.containers import refuse_depth

        tree: CaseTree = token.workflow
        refuse_depth(tree, self, token)
        call = self.node.call
        assert call is not None  # noqa: S101 - the factory makes this spec only for such nodes
        context = visible(token)
        process_id = tree.environment.literal_or_value(self.node, call.process_id, context, tree.now)
        called = self.processes.get(process_id) if isinstance(process_id, str) else None
        if called is None:
            raise failed(
                self.node,
                ru=f"вызываемый процесс «{process_id}» не найден",
                en=f'the called process "{process_id}" does not exist',
                cause="call",
            )
        scope = tree.spawn(called, token)
        if call.own_case:
            # A try-out: what would be a case of its own sees what that case would be given.
            given = {name: context[name] for name in ("case", "initiator") if name in context}
            scope.data = keep({**given, "settings": self.settings.get(process_id, {}), **own_variables(token)})
        else:
            scope.data = keep(dict(context) if call.propagate_all_parent else dict(token.data))

    def returned(self, tree: CaseTree, token: Token, scope: Token) -> None:
        """Take over what the called process wrote, then complete."""
        written = {name: scope.data[name] for name in scope.internal_data.get("written", ()) if name in scope.data}
        if self.node.call is not None and self.node.call.own_case:
            self._take_from_case(token, scope)
        elif self.node.outputs:
            token.data.update(scope.data)
        elif self.node.call is not None and self.node.call.propagate_all_child:
            write(token, written)
        tree.remove(scope)
        token.complete()

    def _take_from_case(self, token: Token, scope: Token) -> None:
        """Take what a case of its own would return."""
        end, words = scope.internal_data.get("end", ("", ""))
        ending = {"result": end, "result_words": words, "result_case": ""}
        inside = {name: value for name, value in scope.data.items() if name not in ("case", "settings")}
        self.take_result(token, {**inside, **ending} if self.node.outputs else ending)

    def child_completed(self, tree: CaseTree, holder: Token, child: Token) -> None:
        """The called process reports through `returned`."""
