"""The only way from a text of a diagram to a value: app.feel. SpiffWorkflow's script engine is never created."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from app.feel import Evaluation, Expression, FeelError, Function, parse
from app.feel.api import NameMemory
from app.workflow.dmn import Decider, DecisionUnknown, ModelLibrary
from app.workflow.elements import Node
from app.workflow.faults import ExecutionFailed
from app.workflow.findings import SourceRefused

_MISSING: Final = frozenset({"unknown-name", "no-member", "null-operand"})

Decide = Callable[[str, Mapping[str, Any]], Any]
"""Evaluates a decision by its id over the visible variables."""


class Environment:
    """Evaluates the expressions of one case."""

    def __init__(
        self,
        functions: Mapping[str, Function] | None = None,
        decide: Decide | None = None,
        library: Callable[[], ModelLibrary] | None = None,
    ) -> None:
        self.functions = functions or None
        self.decide_with = decide
        self.library = library
        self._names = NameMemory()

    def value(self, node: Node, text: str, context: Mapping[str, Any], now: datetime) -> Any:
        """Return the value of an expression, with or without a leading `=`; raises ExecutionFailed."""
        return self._evaluate(node, text, context, now).value

    def result(self, node: Node, text: str, context: Mapping[str, Any], now: datetime) -> Any:
        """Return what a script gives; raises ExecutionFailed also for a null that a mistake brought about.

        In FEEL a division by zero is null, and a null would travel on unseen. A missing value stays null.
        """
        evaluation = self._evaluate(node, text, context, now)
        if evaluation.value is None:
            for notice in evaluation.warnings:
                if notice.code not in _MISSING:
                    raise failed(
                        node,
                        ru=f"сценарий «{_brief(text)}» не дал значения: {notice.ru}",
                        en=f'the script "{_brief(text)}" gave no value: {notice.en}',
                        cause="script",
                    )
        return evaluation.value

    def _evaluate(self, node: Node, text: str, context: Mapping[str, Any], now: datetime) -> Evaluation:
        try:
            expression = self._parse(text, context)
            return expression.evaluate(context, functions=self.functions, now=now)
        except FeelError as problem:
            raise failed(
                node,
                ru=f"выражение «{_brief(text)}» не вычисляется: {problem.message('ru')}",
                en=f'the expression "{_brief(text)}" cannot be evaluated: {problem.message("en")}',
                cause="expression",
            ) from None

    def literal_or_value(self, node: Node, text: str, context: Mapping[str, Any], now: datetime) -> Any:
        """Return the text itself, or the value of the expression when it starts with `=`."""
        return self.value(node, text, context, now) if text.lstrip().startswith("=") else text

    def holds(self, node: Node, text: str, context: Mapping[str, Any], now: datetime) -> bool:
        """Say whether a condition is true; anything but true counts as false."""
        return self.value(node, text, context, now) is True

    def decide(self, node: Node, decision_id: str, context: Mapping[str, Any], now: datetime) -> Any:
        """Return what a decision gives; raises ExecutionFailed when there is none of that name or it cannot be read."""
        try:
            if self.decide_with is not None:
                return self.decide_with(decision_id, context)
            library = self.library() if self.library is not None else ModelLibrary(())
            return Decider(library, functions=self.functions, now=now).decide(decision_id, context).value
        except DecisionUnknown:
            raise failed(
                node,
                ru=f"таблица решений «{decision_id}» не найдена",
                en=f'there is no decision "{decision_id}"',
                cause="decision",
            ) from None
        except (FeelError, SourceRefused, OverflowError) as problem:
            raise failed(
                node,
                ru=f"решение «{decision_id}» не вычисляется: {problem}",
                en=f'the decision "{decision_id}" cannot be evaluated: {problem}',
                cause="decision",
            ) from problem

    def _parse(self, text: str, context: Mapping[str, Any]) -> Expression:
        """Parse with the names that cannot be read without knowing them; app.feel keeps the trees."""
        return parse(text, names=self._names.names_of(context), functions=self.functions or ())


def failed(node: Node, *, ru: str, en: str, cause: str) -> ExecutionFailed:
    """Return the error that names its element in both languages."""
    return ExecutionFailed(
        element_id=node.node_id,
        element_name=node.name,
        ru=f"«{node.label}»: {ru}",
        en=f'"{node.label}": {en}',
        cause=cause,
    )


def _brief(text: str) -> str:
    clean = " ".join(text.split())
    return clean if len(clean) <= 80 else f"{clean[:79]}…"
