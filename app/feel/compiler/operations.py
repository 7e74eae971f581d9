"""Closures of arithmetic, comparison and logic, with short ways for numbers and text."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from app.feel import nodes
from app.feel.compiler.core import Compiled, Compiler, makes
from app.feel.operators.arithmetic import apply, negate
from app.feel.operators.equality import equal
from app.feel.operators.ordering import compare
from app.feel.runtime import Frame, described
from app.feel.values.intake import NUMBERS
from app.feel.values.kinds import Value

_FAST: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": NUMBERS.add,
    "-": NUMBERS.subtract,
    "*": NUMBERS.multiply,
    "/": NUMBERS.divide,
}
_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_LONG_CHAIN = 6


@makes(nodes.Negation)
def negation(compiler: Compiler, node: nodes.Negation) -> Compiled:
    """Minus before a value."""
    operand = compiler.compile(node.operand)

    def turn(frame: Frame) -> Value:
        value = operand(frame)
        turned = negate(value)
        if turned is None:
            frame.run.warn(
                "type-mismatch", node.position, node.length,
                expected=("число или срок", "a number or duration"), found=described(value),
            )  # fmt: skip
        return turned

    return turn


@makes(nodes.Arithmetic)
def arithmetic(compiler: Compiler, node: nodes.Arithmetic) -> Compiled:
    """Two operands and a sign; a long chain runs as a loop, not as deep calls."""
    chain = _chain(node)
    if len(chain) > _LONG_CHAIN:
        return _long(compiler, chain)
    left, right = compiler.compile(node.left), compiler.compile(node.right)
    fast, sign = _FAST.get(node.sign), node.sign
    if fast is None:
        return lambda frame: work_out(frame, node, sign, left(frame), right(frame))

    def work(frame: Frame) -> Value:
        one, other = left(frame), right(frame)
        if type(one) is Decimal and type(other) is Decimal:
            result = fast(one, other)
            if result.is_finite():
                return result
        return work_out(frame, node, sign, one, other)

    return work


def _chain(node: nodes.Node) -> list[nodes.Arithmetic]:
    found: list[nodes.Arithmetic] = []
    while isinstance(node, nodes.Arithmetic):
        found.append(node)
        node = node.left
    return found


def _long(compiler: Compiler, chain: list[nodes.Arithmetic]) -> Compiled:
    first = compiler.compile(chain[-1].left)
    steps = [(node, node.sign, compiler.compile(node.right)) for node in reversed(chain)]
    compiler.weight += len(chain) - 1

    def work(frame: Frame) -> Value:
        value = first(frame)
        for node, sign, right in steps:
            value = work_out(frame, node, sign, value, right(frame))
        return value

    return work


def work_out(frame: Frame, node: nodes.Node, sign: str, left: Value, right: Value) -> Value:
    """Work out any arithmetic and note why it gives null."""
    run = frame.run
    if sign == "+" and type(left) is str and type(right) is str:
        run.allow_text(len(left) + len(right))
    result = apply(sign, left, right)
    if result is not None:
        return result
    if left is None or right is None:
        run.warn("null-operand", node.position, node.length, sign=sign)
    elif sign == "/" and type(left) is Decimal and type(right) is Decimal and not right:
        run.warn("division-by-zero", node.position, node.length)
    elif type(left) is Decimal and type(right) is Decimal:
        run.warn("out-of-range", node.position, node.length)
    else:
        run.warn(
            "no-operation", node.position, node.length, left=described(left), sign=sign,
            right=described(right),
        )  # fmt: skip
    return None


@makes(nodes.Comparison)
def comparison(compiler: Compiler, node: nodes.Comparison) -> Compiled:
    """`=`, `!=` and the four of order."""
    left, right = compiler.compile(node.left), compiler.compile(node.right)
    if node.sign in ("=", "!="):
        return _equality(node, left, right, node.sign == "=")
    order = _ORDER[node.sign]

    def ordered(frame: Frame) -> Value:
        one, other = left(frame), right(frame)
        kind = type(one)
        if kind is type(other) and (kind is Decimal or kind is str):
            return order(one, other)
        verdict = compare(one, other)
        if verdict is None:
            return _not_comparable(frame, node, one, other)
        return order(verdict, 0)

    return ordered


def _equality(node: nodes.Comparison, left: Compiled, right: Compiled, wanted: bool) -> Compiled:
    if isinstance(node.right, nodes.Literal) and type(node.right.value) in (str, Decimal):
        constant, kind = node.right.value, type(node.right.value)

        def against(frame: Frame) -> Value:
            one = left(frame)
            if type(one) is kind:
                return (one == constant) is wanted
            return _equal(frame, node, one, constant, wanted)

        return against

    def both(frame: Frame) -> Value:
        return _equal(frame, node, left(frame), right(frame), wanted)

    return both


def _equal(frame: Frame, node: nodes.Node, left: Value, right: Value, wanted: bool) -> Value:
    verdict = equal(left, right, frame.run.spend)
    if verdict is None:
        return _not_comparable(frame, node, left, right)
    return verdict is wanted


def _not_comparable(frame: Frame, node: nodes.Node, left: Value, right: Value) -> None:
    if left is None or right is None:
        sign = node.sign if isinstance(node, nodes.Comparison) else "="
        frame.run.warn("null-operand", node.position, node.length, sign=sign)
    else:
        frame.run.warn(
            "not-comparable", node.position, node.length,
            left=described(left), right=described(right),
        )  # fmt: skip


@makes(nodes.Logic)
def logic(compiler: Compiler, node: nodes.Logic) -> Compiled:
    """`and`, `or` in three values: what is neither true nor false counts as unknown."""
    operands = [compiler.compile(operand) for operand in node.operands]
    decisive = node.sign == "or"
    if len(operands) == 2:
        first, second = operands

        def two(frame: Frame) -> Value:
            one = first(frame)
            if one is decisive:
                return decisive
            other = second(frame)
            if other is decisive:
                return decisive
            return (not decisive) if type(one) is bool and type(other) is bool else None

        return two

    def several(frame: Frame) -> Value:
        verdict: bool | None = not decisive
        for operand in operands:
            value = operand(frame)
            if value is decisive:
                return decisive
            if type(value) is not bool:
                verdict = None
        return verdict

    return several


@makes(nodes.Between)
def between(compiler: Compiler, node: nodes.Between) -> Compiled:
    """`x between a and b`, ends included."""
    operand = compiler.compile(node.operand)
    low, high = compiler.compile(node.low), compiler.compile(node.high)

    def within(frame: Frame) -> Value:
        value, start, end = operand(frame), low(frame), high(frame)
        above, below = compare(value, start), compare(value, end)
        if above is None or below is None:
            return _not_comparable(frame, node, value, start if above is None else end)
        return above >= 0 and below <= 0

    return within
