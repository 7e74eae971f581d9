"""What a decision table answers: which rules hit and what the hit policy makes of them (DMN 1.5, 8.2)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from app.workflow.dmn.model import DecisionTable, HitPolicy, TableOutput, TableRule


class TableFailure(ValueError):
    """The table has no answer for these values; the text says why."""


class TableReading:
    """A table with the questions it asks of its surroundings."""

    def __init__(
        self,
        table: DecisionTable,
        *,
        evaluate: Callable[[str], Any],
        test: Callable[[str, Any], bool | None],
        fit: Callable[[Any, str], Any],
        split: Callable[[str], tuple[str, ...]],
    ) -> None:
        self._table = table
        self._evaluate = evaluate
        self._test = test
        self._fit = fit
        self._split = split

    def answer(self) -> Any:
        """Return the answer of the table; raises TableFailure."""
        values = [self._input_value(index) for index in range(len(self._table.inputs))]
        hits = [rule for rule in self._table.rules if self._hits(rule, values)]
        if not hits:
            return self._default()
        policy = self._table.hit_policy
        if policy is HitPolicy.UNIQUE and len(hits) > 1:
            raise TableFailure(f"{len(hits)} rules hit where only one may")
        if policy in (HitPolicy.UNIQUE, HitPolicy.FIRST):
            return self._answers(hits[0])
        return self._of_several([self._answers(rule) for rule in hits])

    def _input_value(self, index: int) -> Any:
        column = self._table.inputs[index]
        value = self._evaluate(column.text) if column.text else None
        if value is not None and column.type_ref:
            fitted = self._fit(value, column.type_ref)
            if fitted is None:
                raise TableFailure(f"the value of {column.text} is not of type {column.type_ref}")
            value = fitted
        if value is not None and column.allowed and not self._all_allowed(column.allowed, value):
            raise TableFailure(f"the value of {column.text} is none of {column.allowed}")
        return value

    def _all_allowed(self, allowed: str, value: Any) -> bool:
        if self._test(allowed, value) is True:
            return True
        return isinstance(value, list) and all(self._test(allowed, each) is True for each in value)

    def _hits(self, rule: TableRule, values: list[Any]) -> bool:
        pairs = zip(rule.tests, values, strict=False)
        return all(test == "-" or self._test(test, value) is True for test, value in pairs)

    def _answers(self, rule: TableRule) -> Any:
        outputs = self._table.outputs
        found = [self._output_value(text, output) for text, output in zip(rule.answers, outputs, strict=False)]
        if len(outputs) == 1:
            return found[0] if found else None
        return {output.name: value for output, value in zip(outputs, found, strict=False)}

    def _output_value(self, text: str, output: TableOutput) -> Any:
        value = self._evaluate(text) if text else None
        if value is not None and output.type_ref:
            value = self._fit(value, output.type_ref)
        if value is not None and output.allowed and not self._all_allowed(output.allowed, value):
            raise TableFailure(f"the answer {text} is none of {output.allowed}")
        return value

    def _default(self) -> Any:
        outputs = self._table.outputs
        if not any(output.default for output in outputs):
            return None
        found = [self._evaluate(output.default) if output.default else None for output in outputs]
        if len(outputs) == 1:
            return found[0]
        return {output.name: value for output, value in zip(outputs, found, strict=True)}

    def _of_several(self, answers: list[Any]) -> Any:
        policy = self._table.hit_policy
        if policy is HitPolicy.ANY:
            if any(answer != answers[0] for answer in answers):
                raise TableFailure("rules with different answers hit")
            return answers[0]
        if policy is HitPolicy.PRIORITY:
            return min(answers, key=self._priority)
        if policy is HitPolicy.OUTPUT_ORDER:
            return sorted(answers, key=self._priority)
        if policy is HitPolicy.COLLECT and self._table.aggregation:
            return self._aggregate(answers)
        return answers

    def _priority(self, answer: Any) -> tuple[int, ...]:
        outputs = self._table.outputs
        values = [answer] if len(outputs) == 1 else [answer.get(output.name) for output in outputs]
        places = []
        for output, value in zip(outputs, values, strict=True):
            order = self._split(output.allowed) if output.allowed else ()
            places.append(next((i for i, test in enumerate(order) if self._test(test, value) is True), len(order)))
        return tuple(places)

    def _aggregate(self, answers: list[Any]) -> Any:
        how = self._table.aggregation
        if how == "COUNT":
            return Decimal(len({repr(answer) for answer in answers}))
        if len(self._table.outputs) > 1:
            names = [output.name for output in self._table.outputs]
            return {name: _of_numbers(how, [answer.get(name) for answer in answers]) for name in names}
        return _of_numbers(how, answers)


def _of_numbers(how: str, values: list[Any]) -> Any:
    try:
        if how == "SUM":
            return sum(values[1:], start=values[0])
        return min(values) if how == "MIN" else max(values)
    except TypeError as error:
        raise TableFailure("the answers cannot be added or compared") from error
