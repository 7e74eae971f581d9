"""Reading boxed expressions: each kind of logic to its value in a scope of names."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.feel import FeelError, evaluate_unary, parse
from app.feel.api import names_of
from app.feel.parser import parse_tests
from app.feel.values.functions import Function
from app.workflow.dmn.model import (
    BoxedContext,
    BoxedList,
    Conditional,
    DecisionModel,
    DecisionTable,
    Filter,
    FunctionLogic,
    Invocation,
    Iteration,
    Literal,
    Logic,
    Relation,
)
from app.workflow.dmn.tables import TableFailure, TableReading

if TYPE_CHECKING:
    from app.workflow.dmn.types import TypeTable

Scope = Mapping[str, Any]
MAX_PROBLEMS = 50


@dataclass(kw_only=True)
class Surroundings:
    """What all logic of one asking shares: types, extra functions, the moment, the time left, the problems met."""

    types: TypeTable
    functions: Mapping[str, Function] | None
    now: datetime | None
    until: float
    problems: list[str] = field(default_factory=list)

    def problem(self, text: str) -> None:
        """Note why something is null."""
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(text)

    def fit(self, value: Any, type_ref: str, model: DecisionModel, name: str) -> Any:
        """Return the value as its declared type wants it; what does not fit is null with a problem."""
        if value is None or not type_ref:
            return value
        fitted = self.types.fit(value, type_ref, model)
        if fitted is None:
            self.problem(f"{name}: the value is not of type {type_ref}")
        return fitted


class LogicReading:
    """Reads the logic of one element of a model."""

    def __init__(self, model: DecisionModel, surroundings: Surroundings, *, name: str) -> None:
        self._model = model
        self._around = surroundings
        self._name = name

    def read(self, logic: Logic, scope: Scope) -> Any:
        """Return the value of the logic in `scope`, fitted to the type it declares."""
        if time.monotonic() > self._around.until:
            self._around.problem(f"{self._name}: the time for the decision is over")
            return None
        value = READERS[type(logic)](self, logic, scope)
        return self._around.fit(value, logic.type_ref, self._model, self._name)

    def call(self, logic: FunctionLogic, scope: Scope, arguments: tuple[Any, ...]) -> Any:
        """Call a function written in the model; an argument that does not fit its type makes the answer null."""
        if logic.kind != "FEEL" or logic.body is None:
            self._around.problem(f"{self._name}: only functions in FEEL can be called")
            return None
        inner = dict(scope)
        for (name, type_ref), argument in zip(logic.parameters, arguments, strict=False):
            fitted = self._around.fit(argument, type_ref, self._model, name)
            if argument is not None and fitted is None:
                return None
            inner[name] = fitted
        value = self.read(logic.body, inner)
        return self._around.fit(value, logic.type_ref, self._model, self._name)

    def _feel(self, text: str, scope: Scope) -> Any:
        functions = self._around.functions
        try:
            expression = parse(text, names=names_of(scope), functions=functions or ())
            types = self._around.types.declared(self._model)
            answer = expression.evaluate(scope, functions=functions, types=types, now=self._around.now)
        except FeelError as error:
            self._around.problem(f"{self._name}: {error.en}")
            return None
        for notice in answer.warnings:
            self._around.problem(f"{self._name}: {notice.en}")
        return answer.value

    def _test(self, text: str, value: Any, scope: Scope) -> bool | None:
        try:
            return evaluate_unary(text, value, scope, functions=self._around.functions, now=self._around.now)
        except FeelError as error:
            self._around.problem(f"{self._name}: {error.en}")
            return None

    def _literal(self, logic: Literal, scope: Scope) -> Any:
        return self._feel(logic.text, scope) if logic.text else None

    def _table(self, logic: DecisionTable, scope: Scope) -> Any:
        reading = TableReading(
            logic,
            evaluate=lambda text: self._feel(text, scope),
            test=lambda text, value: self._test(text, value, scope),
            fit=lambda value, type_ref: self._around.types.fit(value, type_ref, self._model),
            split=split_tests,
        )
        try:
            return reading.answer()
        except TableFailure as failure:
            self._around.problem(f"{self._name}: {failure}")
            return None

    def _context(self, logic: BoxedContext, scope: Scope) -> Any:
        inner, answer = dict(scope), {}
        for entry in logic.entries:
            value = self.read(entry.logic, inner)
            value = self._around.fit(value, entry.type_ref, self._model, entry.name or self._name)
            if not entry.name:
                return value
            inner[entry.name] = answer[entry.name] = value
        return answer

    def _relation(self, logic: Relation, scope: Scope) -> Any:
        return [
            {name: self.read(cell, scope) for name, cell in zip(logic.columns, row, strict=False)} for row in logic.rows
        ]

    def _list(self, logic: BoxedList, scope: Scope) -> Any:
        return [self.read(item, scope) for item in logic.items]

    def _invocation(self, logic: Invocation, scope: Scope) -> Any:
        if not isinstance(logic.called, Literal):
            return None
        inner, named = dict(scope), []
        for number, (name, argument) in enumerate(logic.bindings):
            inner[f"bound argument {number}"] = self.read(argument, scope)
            named.append(f"{name}: bound argument {number}")
        return self._feel(f"{logic.called.text}({', '.join(named)})", inner)

    def _function(self, logic: FunctionLogic, scope: Scope) -> Any:
        names = [name for name, _ in logic.parameters]
        return Function(params=names, callable=lambda *arguments: self.call(logic, scope, arguments), name=self._name)

    def _conditional(self, logic: Conditional, scope: Scope) -> Any:
        condition = self.read(logic.condition, scope)
        if not isinstance(condition, bool):
            self._around.problem(f"{self._name}: the condition is neither true nor false")
            return None
        return self.read(logic.then if condition else logic.otherwise, scope)

    def _filter(self, logic: Filter, scope: Scope) -> Any:
        items = self.read(logic.items, scope)
        if items is None:
            return None
        values = items if isinstance(items, list) else [items]
        kept = []
        for item in values:
            fields = item if isinstance(item, dict) else {}
            matched = self.read(logic.match, {**scope, **fields, "item": item})
            if not isinstance(matched, bool):
                self._around.problem(f"{self._name}: the match is neither true nor false")
                return None
            if matched:
                kept.append(item)
        return kept

    def _iteration(self, logic: Iteration, scope: Scope) -> Any:
        items = self.read(logic.items, scope)
        if items is None:
            return None
        values = items if isinstance(items, list) else [items]
        found: list[Any] = []
        for item in values:
            found.append(self.read(logic.body, {**scope, logic.variable: item, "partial": list(found)}))
        if logic.kind == "for":
            return found
        return _quantified(logic.kind == "every", found)


def split_tests(text: str) -> tuple[str, ...]:
    """Return the tests of a list of values, each as its own text, in the order written."""
    try:
        tree = parse_tests(text, frozenset())
    except FeelError:
        return ()
    return tuple(text[test.position : test.position + test.length] for test in tree.tests)


def _quantified(every: bool, found: list[Any]) -> bool | None:
    if any(not isinstance(value, bool) for value in found):
        return None
    return all(found) if every else any(found)


READERS: dict[type, Callable[[LogicReading, Any, Scope], Any]] = {
    Literal: LogicReading._literal,
    DecisionTable: LogicReading._table,
    BoxedContext: LogicReading._context,
    Relation: LogicReading._relation,
    BoxedList: LogicReading._list,
    Invocation: LogicReading._invocation,
    FunctionLogic: LogicReading._function,
    Conditional: LogicReading._conditional,
    Filter: LogicReading._filter,
    Iteration: LogicReading._iteration,
}
