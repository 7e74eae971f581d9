"""Closures of `for`, `some` and `every`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, TypeAlias

from app.feel import nodes
from app.feel.compiler.core import Compiled, Compiler, makes
from app.feel.runtime import Frame, described
from app.feel.values.calendar import civil_from_days, days_from_civil, make_date
from app.feel.values.kinds import Value, kind_of
from app.feel.values.ranges import Range

Sources: TypeAlias = list[tuple[str, Callable[[Frame], list[Value] | None]]]


def _sources(compiler: Compiler, iterations: tuple[nodes.Iteration, ...]) -> Sources:
    """Compile the lists of a loop; each sees the names before it. Leaves its scopes open."""
    sources: Sources = []
    for iteration in iterations:
        compiler.weight += 1
        source = compiler.compile(iteration.source)
        until = None if iteration.until is None else compiler.compile(iteration.until)
        sources.append((iteration.name, _items(iteration, source, until)))
        compiler.scopes.append(frozenset({iteration.name, "partial"}))
    return sources


def _items(node: nodes.Iteration, source: Compiled, until: Compiled | None) -> Callable[[Frame], list[Value] | None]:
    def give(frame: Frame) -> list[Value] | None:
        value = source(frame)
        found = spread(frame, value) if until is None else count(frame, value, until(frame))
        if found is None:
            frame.run.warn("not-a-list", node.position, node.length, found=described(value))
        return found

    return give


def spread(frame: Frame, value: Value) -> list[Value] | None:
    """Give the items of a list, of a range that can be counted, or a single value as a list."""
    if isinstance(value, list):
        return value
    if isinstance(value, Range):
        if value.operator or value.low is None or value.high is None:
            return None
        items = count(frame, value.low, value.high, upward=True)
        if items is None:
            return None
        first = 0 if value.low_included else 1
        last = len(items) if value.high_included else -1
        return items[first:last]
    return None if value is None else [value]


def count(frame: Frame, low: Value, high: Value, *, upward: bool = False) -> list[Value] | None:
    """Count whole numbers or days from one end to the other, downward too unless `upward`."""
    kind = kind_of(low)
    if kind != kind_of(high) or kind not in ("number", "date"):
        return None
    if kind == "date":
        days = _whole(frame, *(days_from_civil(d.year, d.month, d.day) for d in (low, high)))
        return None if upward and _falls(days) else [make_date(*civil_from_days(day)) for day in days]
    if low != low.to_integral_value() or high != high.to_integral_value():
        return None
    frame.run.allow_items(int(min(abs(high - low), Decimal(10**9))) + 1)
    numbers = _whole(frame, int(low), int(high))
    return None if upward and _falls(numbers) else [Decimal(number) for number in numbers]


def _whole(frame: Frame, low: int, high: int) -> range:
    frame.run.allow_items(abs(high - low) + 1)
    return range(low, high + 1) if low <= high else range(low, high - 1, -1)


def _falls(numbers: range) -> bool:
    return len(numbers) > 1 and numbers[0] > numbers[-1]


def _frames(
    frame: Frame, sources: Sources, weight: int, partial: list[Value] | None, at: int = 0
) -> Iterator[Frame | None]:
    """Give a frame for every combination; None when a list is no list."""
    name, items = sources[at]
    found = items(frame)
    if found is None:
        yield None
        return
    for item in found:
        frame.run.spend(weight)
        bound: dict[str, Any] = {name: item}
        if partial is not None:
            # A copy: a result that held the growing list of results would hold itself.
            frame.run.spend(len(partial) // 64)
            bound["partial"] = list(partial)
        inner = Frame(bound, frame, frame.run)
        if at + 1 == len(sources):
            yield inner
        else:
            yield from _frames(inner, sources, weight, partial, at + 1)


@makes(nodes.For)
def for_node(compiler: Compiler, node: nodes.For) -> Compiled:
    """`for … return …`, with the results so far under the name `partial`."""
    before = len(compiler.scopes)
    sources = _sources(compiler, node.iterations)
    weight = compiler.weight
    body = compiler.compile(node.body)
    weight = compiler.weight - weight
    del compiler.scopes[before:]

    asks_back = nodes.mentions((node.body, node.iterations), "partial")

    def loop(frame: Frame) -> Value:
        results: list[Value] = []
        limit = frame.run.budget.items
        for inner in _frames(frame, sources, weight, results if asks_back else None):
            if inner is None:
                return None
            results.append(body(inner))
            if len(results) > limit:
                frame.run.allow_items(len(results))
        return results

    return loop


@makes(nodes.Quantified)
def quantified(compiler: Compiler, node: nodes.Quantified) -> Compiled:
    """`some` and `every` in three values."""
    before = len(compiler.scopes)
    sources = _sources(compiler, node.iterations)
    weight = compiler.weight
    condition = compiler.compile(node.condition)
    weight = compiler.weight - weight
    del compiler.scopes[before:]
    decisive = not node.every
    at = node.condition

    def ask(frame: Frame) -> Value:
        verdict: bool | None = not decisive
        for inner in _frames(frame, sources, weight, None):
            if inner is None:
                return None
            answer = condition(inner)
            if answer is decisive:
                return decisive
            if type(answer) is not bool:
                verdict = None
                if answer is not None:
                    frame.run.warn("not-boolean", at.position, at.length, found=described(answer))
        return verdict

    return ask
