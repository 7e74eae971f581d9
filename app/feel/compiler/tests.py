"""Closures of `in` and of unary tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.feel import nodes
from app.feel.compiler.core import Compiled, Compiler, makes
from app.feel.operators.equality import Spend, equal
from app.feel.operators.ordering import in_range
from app.feel.runtime import Frame
from app.feel.values.kinds import Value
from app.feel.values.ranges import Range


@makes(nodes.Membership)
def membership(compiler: Compiler, node: nodes.Membership) -> Compiled:
    """`x in test` or `x in (test, …)`: true when one of them holds."""
    operand = compiler.compile(node.operand)
    tests = [compiler.compile(test) for test in node.tests]

    def within(frame: Frame) -> Value:
        value = operand(frame)
        return any_of(held(value, test(frame), frame.run.spend) for test in tests)

    return within


def any_of(answers: Iterable[bool | None]) -> bool | None:
    """Join answers with or in three values."""
    verdict: bool | None = False
    for answer in answers:
        if answer is True:
            return True
        if answer is None:
            verdict = None
    return verdict


def held(value: Value, test: Value, spend: Spend) -> bool | None:
    """Say whether one test holds for a value: a range, a list of tests, or an equal value."""
    if isinstance(test, Range):
        if isinstance(value, Range) and not test.operator:
            return equal(value, test, spend)
        return in_range(value, test)
    if isinstance(test, list):
        if isinstance(value, list) and equal(value, test, spend):
            return True
        spend(len(test) // 4 + 1)
        return any(_in_list(value, item, spend) is True for item in test)
    return equal(value, test, spend)


def _in_list(value: Value, item: Value, spend: Spend) -> bool | None:
    if isinstance(item, Range) and not isinstance(value, Range):
        return in_range(value, item)
    return equal(value, item, spend)


@makes(nodes.UnaryTests)
def unary_tests(compiler: Compiler, node: nodes.UnaryTests) -> Compiled:
    """A cell of a decision table for the input named `?`."""
    if node.anything:
        return lambda frame: True
    tests = [_one_test(compiler, test) for test in node.tests]
    negated = node.negated

    def check(frame: Frame) -> Value:
        value = frame.vars["?"]
        verdict = any_of(test(frame, value) for test in tests)
        return (not verdict) if negated and verdict is not None else verdict

    return check


def _one_test(compiler: Compiler, node: nodes.Node) -> Callable[[Frame, Value], bool | None]:
    test = compiler.compile(node)
    if not nodes.mentions(node, "?"):
        return lambda frame, value: held(value, test(frame), frame.run.spend)

    def asked(frame: Frame, value: Value) -> bool | None:
        verdict = test(frame)
        if verdict is True or verdict is False or verdict is None:
            return verdict
        return held(value, verdict, frame.run.spend)

    return asked
