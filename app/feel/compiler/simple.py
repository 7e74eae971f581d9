"""Closures of literals, names, lists, contexts, ranges, conditions and types."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.feel import nodes
from app.feel.compiler.core import Compiled, Compiler, makes
from app.feel.names import hint
from app.feel.operators.ordering import compare
from app.feel.runtime import Frame, described, find, from_context, missing
from app.feel.types import instance_of
from app.feel.values.functions import Function
from app.feel.values.kinds import Value, kind_of
from app.feel.values.ranges import Range, unary_range


@makes(nodes.Literal)
def literal(_: Compiler, node: nodes.Literal) -> Compiled:
    """A constant."""
    value = node.value
    return lambda frame: value


@makes(nodes.Name)
def name(compiler: Compiler, node: nodes.Name) -> Compiled:
    """A name, looked up from the inside out, then among the functions."""
    wanted = node.name
    if not compiler.may_be_local(wanted) and not compiler.scopes:

        def at_root(frame: Frame) -> Value:
            try:
                return frame.vars[wanted]
            except KeyError:
                found = from_context(frame, wanted)
                return _unknown(frame, node) if missing(found) else found

        return at_root

    def anywhere(frame: Frame) -> Value:
        found = find(frame, wanted)
        return _unknown(frame, node) if missing(found) else found

    return anywhere


def _unknown(frame: Frame, node: nodes.Name) -> Value:
    from app.feel.builtins.registry import builtin_value

    extra = (frame.run.functions or {}).get(node.name)
    if extra is not None:
        return extra
    builtin = builtin_value(node.name)
    if builtin is not None:
        return builtin
    if frame.run.deaf:
        return None
    known = [str(key) for key in frame.run.context]
    frame.run.warn("unknown-name", node.position, node.length, name=node.name, hint=hint(node.name, known))
    return None


@makes(nodes.ListNode)
def list_node(compiler: Compiler, node: nodes.ListNode) -> Compiled:
    """A list written out."""
    items = [compiler.compile(item) for item in node.items]
    return lambda frame: [item(frame) for item in items]


@makes(nodes.ContextNode)
def context_node(compiler: Compiler, node: nodes.ContextNode) -> Compiled:
    """A context written out, whose later entries see the earlier ones."""
    keys = frozenset(key for key, _ in node.entries)
    entries = [(key, compiler.inside(keys, value)[0]) for key, value in node.entries]

    def build(frame: Frame) -> Value:
        built: dict[str, Value] = {}
        inner = Frame(built, frame, frame.run)
        for key, value in entries:
            built[key] = value(inner)
        return built

    return build


@makes(nodes.If)
def if_node(compiler: Compiler, node: nodes.If) -> Compiled:
    """A condition; what is not true goes the other way."""
    condition = compiler.compile(node.condition)
    then = compiler.compile(node.then)
    otherwise = compiler.compile(node.otherwise)
    at = node.condition

    def choose(frame: Frame) -> Value:
        verdict = condition(frame)
        if verdict is True:
            return then(frame)
        if verdict is not False and verdict is not None:
            frame.run.warn("not-boolean", at.position, at.length, found=described(verdict))
        return otherwise(frame)

    return choose


@makes(nodes.RangeNode)
def range_node(compiler: Compiler, node: nodes.RangeNode) -> Compiled:
    """A range; ends of different kinds make null."""
    low = compiler.compile(node.low)
    high = compiler.compile(node.high)
    low_included, high_included = node.low_included, node.high_included

    def build(frame: Frame) -> Value:
        start, end = low(frame), high(frame)
        if start is not None and end is not None and not fit(start, end):
            frame.run.warn(
                "bad-range", node.position, node.length,
                left=described(start), right=described(end),
            )  # fmt: skip
            return None
        return Range(start, end, low_included, high_included)

    return build


def fit(start: Value, end: Value) -> bool:
    """Say whether two values can be the ends of one range."""
    return kind_of(start) == kind_of(end) and compare(start, end) is not None


@makes(nodes.UnaryRange)
def unary_node(compiler: Compiler, node: nodes.UnaryRange) -> Compiled:
    """A unary form such as `<10`."""
    end = compiler.compile(node.end)
    sign = node.sign
    return lambda frame: unary_range(sign, end(frame))


@makes(nodes.TestList)
def several_tests(_: Compiler, node: nodes.TestList) -> Compiled:
    """Several tests where one value belongs: nothing comes of it."""

    def refuse(frame: Frame) -> Value:
        frame.run.warn("expected", node.position, node.length, expected=(")", ")"), found=("«,»", "“,”"))
        return None

    return refuse


@makes(nodes.InstanceOf)
def instance_node(compiler: Compiler, node: nodes.InstanceOf) -> Compiled:
    """A question about a type."""
    operand = compiler.compile(node.operand)
    held = node.type
    return lambda frame: instance_of(operand(frame), held, frame.run.types, frame.run.spend)


@makes(nodes.FunctionNode)
def function_node(compiler: Compiler, node: nodes.FunctionNode) -> Compiled:
    """A function written in FEEL, which keeps the names around it."""
    names = tuple(parameter for parameter, _ in node.parameters)
    types = tuple(held for _, held in node.parameters)
    body, weight = compiler.inside(frozenset(names), node.body)

    def build(frame: Frame) -> Value:
        def body_with(run: Any, arguments: list[Value]) -> Value:
            run.spend(weight)
            return body(Frame(dict(zip(names, arguments, strict=True)), frame, run))

        return lambda_value(names, types, body_with)

    return build


def lambda_value(names: tuple[str, ...], types: tuple[Any, ...], body: Any) -> Function:
    """Make the value of a function written in FEEL."""
    from app.feel.calling import Written

    return Function(names, Written(body, types))


def is_index(value: Value) -> bool:
    """Say whether a filter gave a number, which picks one item."""
    return type(value) is Decimal
