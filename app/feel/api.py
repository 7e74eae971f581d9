"""What the rest of Soglas calls: parse, evaluate, check names at the door."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from app.feel.budget import STANDARD, Budget
from app.feel.compiler import Compiled, compile_tests, compile_tree
from app.feel.errors import Notice, budget_error
from app.feel.names import inner_names, is_odd, odd_names
from app.feel.nodes import Node, UnaryTests
from app.feel.parser import parse_tests, parse_tree
from app.feel.runtime import Frame, Run
from app.feel.types import FeelType
from app.feel.values.functions import Function
from app.feel.values.kinds import Value
from app.feel.values.ranges import Range

Functions = Mapping[str, Function]
_CACHE = 4096
_NESTED = frozenset({list, dict, Range})


class Evaluation(NamedTuple):
    """The value of an expression, and why nulls arose on the way."""

    value: Value
    warnings: tuple[Notice, ...] = ()


class Expression:
    """A parsed expression or unary test, to be evaluated any number of times."""

    __slots__ = ("_compiled", "text", "tree", "unary")

    def __init__(self, text: str, tree: Node, compiled: Compiled, unary: bool) -> None:
        self.text = text
        self.tree = tree
        self.unary = unary
        self._compiled = compiled

    def evaluate(
        self,
        context: Mapping[str, Value],
        *,
        functions: Functions | None = None,
        types: Mapping[str, FeelType] | None = None,
        now: dt.datetime | None = None,
        budget: Budget | None = None,
    ) -> Evaluation:
        """Work the value out over plain data, which is never changed.

        `functions` are further functions by name, `types` resolve named types, `now` is the moment
        of `now()` and `today()`. A failure inside gives null and a warning; raises FeelBudgetError.
        """
        run = Run(context, budget or STANDARD, functions=functions, types=types, now=now)
        try:
            value = self._compiled(Frame({}, None, run))
        except (RecursionError, MemoryError):
            raise budget_error("budget-depth") from None
        if type(value) in _NESTED:
            run.measure(value)
        return Evaluation(value, tuple(run.notices) if run.notices else ())

    def value(self, context: Mapping[str, Value], *, now: dt.datetime | None = None) -> Value:
        """Work out the bare value; the quick way for many evaluations."""
        return self.run_in(Run(context, STANDARD, now=now))

    def run_in(self, run: Run) -> Value:
        """Work the value out in a run that the caller made and reads afterwards."""
        try:
            value = self._compiled(Frame({}, None, run))
        except (RecursionError, MemoryError):
            raise budget_error("budget-depth") from None
        run.measure(value)
        return value

    def test(self, input_value: Value, run: Run) -> bool | None:
        """Answer a unary test for an input."""
        root = Frame({"?": run.take("?", input_value)}, None, run)
        try:
            verdict = self._compiled(root)
        except (RecursionError, MemoryError):
            raise budget_error("budget-depth") from None
        return verdict if type(verdict) is bool else None

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"


def parse(
    text: str,
    *,
    names: Collection[str] = (),
    functions: Collection[str] = (),
    budget: Budget | None = None,
) -> Expression:
    """Parse an expression; raises FeelSyntaxError or FeelBudgetError. Trees are cached.

    `names` are the known names, of fields inside groups too; they matter for those with signs or
    reserved words in them, the others are read without knowing. A leading "=" is dropped.
    """
    return _parse(text, _odd(names, functions), False, budget or STANDARD)


def parse_unary(
    text: str,
    *,
    names: Collection[str] = (),
    functions: Collection[str] = (),
    budget: Budget | None = None,
) -> Expression:
    """Parse unary tests (a cell of a decision table); raises as parse does."""
    return _parse(text, _odd(names, functions), True, budget or STANDARD)


def _odd(names: Collection[str], functions: Collection[str]) -> frozenset[str]:
    if not names and not functions:
        return frozenset()
    return odd_names(names) | odd_names(functions)


@functools.lru_cache(maxsize=_CACHE)
def _parse(text: str, known: frozenset[str], unary: bool, budget: Budget) -> Expression:
    body = without_equals(text)
    try:
        if unary:
            tests: UnaryTests = parse_tests(body, known, budget)
            return Expression(text, tests, compile_tests(tests), True)
        tree = parse_tree(body, known, budget)
        return Expression(text, tree, compile_tree(tree), False)
    except RecursionError:
        raise budget_error("too-deep", limit=budget.nesting) from None


def without_equals(text: str) -> str:
    """Blank out the leading "=" of Camunda 8, so that positions stay those of the text."""
    stripped = text.lstrip()
    if stripped.startswith("=") and not stripped.startswith("=="):
        at = len(text) - len(stripped)
        return text[:at] + " " + text[at + 1 :]
    return text


def evaluate(
    text: str,
    context: Mapping[str, Value],
    *,
    functions: Functions | None = None,
    types: Mapping[str, FeelType] | None = None,
    now: dt.datetime | None = None,
    budget: Budget | None = None,
) -> Value:
    """Parse and evaluate in one go; a failure inside gives null. Raises as parse does."""
    expression = parse(text, names=names_of(context), functions=functions or (), budget=budget)
    return expression.evaluate(context, functions=functions, types=types, now=now, budget=budget).value


def evaluate_unary(
    text: str,
    input_value: Value,
    context: Mapping[str, Value],
    *,
    functions: Functions | None = None,
    types: Mapping[str, FeelType] | None = None,
    now: dt.datetime | None = None,
    budget: Budget | None = None,
) -> bool | None:
    """Answer unary tests for an input value."""
    limits = budget or STANDARD
    expression = parse_unary(text, names=names_of(context), functions=functions or (), budget=budget)
    run = Run(context, limits, functions=functions, types=types, now=now)
    return expression.test(input_value, run)


def names_of(context: Mapping[str, Any]) -> list[str]:
    """Give the names in plain data that a parser must know beforehand."""
    return [name for name in inner_names(context) if is_odd(name)]


class NameMemory:
    """Gives what `names_of` gives for one context that changes little: the same group is not read twice.

    A group inside the context may be replaced, but not changed in place; lists may.
    """

    __slots__ = ("_groups",)

    def __init__(self) -> None:
        self._groups: dict[str, tuple[Any, list[str]]] = {}

    def names_of(self, context: Mapping[str, Any]) -> list[str]:
        """Give the names that a parser must know beforehand."""
        found = [name for name in context if is_odd(name)]
        for name, value in context.items():
            if type(value) is dict:
                known = self._groups.get(name)
                if known is None or known[0] is not value:
                    known = self._groups[name] = (value, names_of(value))
                found += known[1]
            elif type(value) is list:
                found += names_of({"": value})
        return found
