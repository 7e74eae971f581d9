"""Working out the type of every part of a tree, and noting what cannot be right."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from app.feel import nodes
from app.feel.builtins.registry import find_builtin
from app.feel.checker import calls
from app.feel.checker.scope import Scope, item_scope
from app.feel.errors import Problem
from app.feel.messages import kind_name, say
from app.feel.names import hint
from app.feel.operators.arithmetic import TABLES
from app.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS_DURATION,
    NUMBER,
    FeelType,
    context_type,
    list_type,
    simple_type,
    type_of,
)
from app.feel.values.properties import PROPERTIES

_UNSURE = frozenset({"Any", "name", "null", "duration"})
_ORDERED = frozenset({"date", "date and time"})


class Inference:
    """One check: the types found, the problems noted."""

    def __init__(self, functions: Collection[str] = ()) -> None:
        self.functions = functions
        self.problems: list[Problem] = []

    def note(self, code: str, node: nodes.Node, **facts: Any) -> None:
        """Note a problem at a node."""
        ru, en = say(code, **facts)
        position, length = nodes.place_of(node) if code == "unknown-member" else (node.position, node.length)
        self.problems.append(Problem(position=position, length=length, ru=ru, en=en, code=code))

    def infer(self, node: nodes.Node, scope: Scope) -> FeelType:
        """Give the type of a part; `Any` when it cannot be told."""
        return _RULES[type(node)](self, node, scope)

    # Names and paths.

    def name(self, node: nodes.Name, scope: Scope) -> FeelType:
        """A name must be known."""
        found = scope.find(node.name)
        if found is not None:
            return found
        if find_builtin(node.name) is None and node.name not in self.functions:
            self.note("unknown-name", node, name=node.name, hint=hint(node.name, list(scope.known())))
            return ANY
        return FeelType(kind="function")

    def path(self, node: nodes.Path, scope: Scope) -> FeelType:
        """A field must be one of its owner's."""
        return self._member(node, self.infer(node.owner, scope))

    def _member(self, node: nodes.Path, owner: FeelType) -> FeelType:
        if owner.kind == "list":
            return list_type(self._member(node, owner.item or ANY))
        if owner.kind == "context" and owner.fields:
            fields = owner.field_types()
            if node.name in fields:
                return fields[node.name]
            written = _written(node.owner)
            self.note("unknown-member", node, owner=written, name=node.name, hint=hint(node.name, list(fields)))
        elif owner.kind in PROPERTIES:
            return self._property(node, owner)
        elif owner.kind not in _UNSURE and owner.kind != "context":
            self.note("unknown-member", node, owner=_named(owner), name=node.name, hint="")
        return ANY

    def _property(self, node: nodes.Path, owner: FeelType) -> FeelType:
        known = PROPERTIES[owner.kind]
        if node.name not in known:
            self.note("unknown-member", node, owner=_named(owner), name=node.name, hint=hint(node.name, list(known)))
            return ANY
        if owner.kind == "range":
            return (owner.item or ANY) if node.name in ("start", "end") else BOOLEAN
        return {"time offset": DAYS_DURATION, "timezone": ANY}.get(node.name, NUMBER)

    def filter(self, node: nodes.Filter, scope: Scope) -> FeelType:
        """A filter keeps the type of the list; a number picks an item."""
        owner = self.infer(node.owner, scope)
        item = (owner.item or ANY) if owner.kind == "list" else owner
        condition = self.infer(node.condition, item_scope(item, scope))
        if condition.kind == "number":
            return item
        return list_type(item) if condition.kind == "boolean" else ANY

    # Operators.

    def arithmetic(self, node: nodes.Arithmetic, scope: Scope) -> FeelType:
        """The sign must know these kinds."""
        left, right = self.infer(node.left, scope), self.infer(node.right, scope)
        if left.kind in _UNSURE or right.kind in _UNSURE:
            return ANY
        if (left.kind, right.kind) not in TABLES[node.sign]:
            self.note("no-operation", node, left=_named(left), sign=node.sign, right=_named(right))
            return ANY
        return _arithmetic_result(node.sign, left, right)

    def negation(self, node: nodes.Negation, scope: Scope) -> FeelType:
        """Minus keeps the type."""
        return self.infer(node.operand, scope)

    def comparison(self, node: nodes.Comparison, scope: Scope) -> FeelType:
        """Both sides must be of one kind."""
        left, right = self.infer(node.left, scope), self.infer(node.right, scope)
        self._comparable(node, left, right, ordered=node.sign not in ("=", "!="))
        return BOOLEAN

    def _comparable(self, node: nodes.Node, left: FeelType, right: FeelType, *, ordered: bool) -> None:
        if left.kind in _UNSURE or right.kind in _UNSURE or left.kind == right.kind:
            if ordered and left.kind == right.kind and left.kind in ("boolean", "list", "context", "function"):
                self.note("not-comparable", node, left=_named(left), right=_named(right))
            return
        if not (ordered and {left.kind, right.kind} <= _ORDERED):
            self.note("not-comparable", node, left=_named(left), right=_named(right))

    def between(self, node: nodes.Between, scope: Scope) -> FeelType:
        """Value and ends must be of one kind."""
        value = self.infer(node.operand, scope)
        for end in (node.low, node.high):
            self._comparable(end, value, self.infer(end, scope), ordered=True)
        return BOOLEAN

    def logic(self, node: nodes.Logic, scope: Scope) -> FeelType:
        """What is joined must be true or false."""
        for operand in node.operands:
            self.condition(operand, scope)
        return BOOLEAN

    def condition(self, node: nodes.Node, scope: Scope) -> None:
        """A condition must be true or false."""
        found = self.infer(node, scope)
        if found.kind not in _UNSURE and found.kind != "boolean":
            self.note("not-boolean", node, found=_named(found))

    def membership(self, node: nodes.Membership, scope: Scope) -> FeelType:
        """The tests must suit the value."""
        value = self.infer(node.operand, scope)
        for test in node.tests:
            self._suits(test, value, self.infer(test, scope))
        return BOOLEAN

    def _suits(self, node: nodes.Node, value: FeelType, test: FeelType) -> None:
        if test.kind in ("list", "range") and value.kind != test.kind:
            test = test.item or ANY
        if test.kind not in ("list", "range"):
            self._comparable(node, value, test, ordered=True if test.kind in _ORDERED else value.kind != test.kind)

    def unary_tests(self, node: nodes.UnaryTests, scope: Scope) -> FeelType:
        """A cell: each test must suit the input."""
        value = scope.find("?") or ANY
        for test in node.tests:
            found = self.infer(test, scope)
            if found.kind != "boolean":
                self._suits(test, value, found)
        return BOOLEAN

    # Values written out.

    def list_node(self, node: nodes.ListNode, scope: Scope) -> FeelType:
        """A list of what all its items are."""
        kinds = {self.infer(item, scope) for item in node.items}
        return list_type(kinds.pop() if len(kinds) == 1 else ANY)

    def context_node(self, node: nodes.ContextNode, scope: Scope) -> FeelType:
        """A context whose later entries know the earlier ones."""
        fields: dict[str, FeelType] = {}
        inner = Scope(fields, scope)
        for key, value in node.entries:
            fields[key] = self.infer(value, inner)
        return context_type(fields)

    def range_node(self, node: nodes.RangeNode, scope: Scope) -> FeelType:
        """The ends must be of one kind."""
        low, high = self.infer(node.low, scope), self.infer(node.high, scope)
        self._comparable(node, low, high, ordered=True)
        return FeelType(kind="range", item=high if low.kind in _UNSURE else low)

    def unary_range(self, node: nodes.UnaryRange, scope: Scope) -> FeelType:
        """A range with one end."""
        return FeelType(kind="range", item=self.infer(node.end, scope))

    def several(self, node: nodes.TestList, scope: Scope) -> FeelType:
        """Tests in brackets."""
        for test in node.tests:
            self.infer(test, scope)
        return ANY

    # Control.

    def if_node(self, node: nodes.If, scope: Scope) -> FeelType:
        """Both ways together."""
        self.condition(node.condition, scope)
        then, otherwise = self.infer(node.then, scope), self.infer(node.otherwise, scope)
        if then.kind == "null":
            return otherwise
        return then if then == otherwise or otherwise.kind == "null" else ANY

    def _iterate(self, iterations: tuple[nodes.Iteration, ...], scope: Scope) -> Scope:
        for iteration in iterations:
            source = self.infer(iteration.source, scope)
            item = (source.item or ANY) if source.kind in ("list", "range") else source
            if iteration.until is not None:
                self.infer(iteration.until, scope)
            scope = Scope({iteration.name: item, "partial": list_type(ANY)}, scope)
        return scope

    def for_node(self, node: nodes.For, scope: Scope) -> FeelType:
        """A list of what the body gives."""
        return list_type(self.infer(node.body, self._iterate(node.iterations, scope)))

    def quantified(self, node: nodes.Quantified, scope: Scope) -> FeelType:
        """The condition must be true or false."""
        self.condition(node.condition, self._iterate(node.iterations, scope))
        return BOOLEAN

    def function_node(self, node: nodes.FunctionNode, scope: Scope) -> FeelType:
        """A function of its parameters."""
        parameters = {name: held or ANY for name, held in node.parameters}
        result = self.infer(node.body, Scope(parameters, scope))
        return FeelType(kind="function", parameters=tuple(parameters.values()), item=result)

    def instance_of(self, node: nodes.InstanceOf, scope: Scope) -> FeelType:
        """A question about a type."""
        self.infer(node.operand, scope)
        return BOOLEAN

    def call(self, node: nodes.Call, scope: Scope) -> FeelType:
        """A call; see calls."""
        return calls.infer_call(self, node, scope)


def _arithmetic_result(sign: str, left: FeelType, right: FeelType) -> FeelType:
    kinds = (left.kind, right.kind)
    if left.kind == right.kind:
        if sign == "-" and left.kind in ("date", "date and time", "time"):
            return DAYS_DURATION
        return NUMBER if sign == "/" else left
    if set(kinds) == {DATE.kind, DATE_TIME.kind}:
        return DAYS_DURATION
    if sign in ("*", "/"):
        return right if left.kind == "number" else left
    return right if left.kind.endswith("duration") else left


def _named(held: FeelType) -> tuple[str, str]:
    return (held.label, held.label) if held.label else kind_name(held.kind)


def _written(node: nodes.Node) -> str:
    return node.name if isinstance(node, nodes.Name | nodes.Path) else "…"


_RULES: Mapping[type[nodes.Node], Callable[[Inference, Any, Scope], FeelType]] = {
    nodes.Literal: lambda _, node, __: simple_type("null") or ANY if node.value is None else type_of(node.value),
    nodes.Name: Inference.name,
    nodes.Path: Inference.path,
    nodes.Filter: Inference.filter,
    nodes.Arithmetic: Inference.arithmetic,
    nodes.Negation: Inference.negation,
    nodes.Comparison: Inference.comparison,
    nodes.Between: Inference.between,
    nodes.Logic: Inference.logic,
    nodes.Membership: Inference.membership,
    nodes.UnaryTests: Inference.unary_tests,
    nodes.ListNode: Inference.list_node,
    nodes.ContextNode: Inference.context_node,
    nodes.RangeNode: Inference.range_node,
    nodes.UnaryRange: Inference.unary_range,
    nodes.TestList: Inference.several,
    nodes.If: Inference.if_node,
    nodes.For: Inference.for_node,
    nodes.Quantified: Inference.quantified,
    nodes.FunctionNode: Inference.function_node,
    nodes.InstanceOf: Inference.instance_of,
    nodes.Call: Inference.call,
}
