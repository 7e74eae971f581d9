"""Closures of paths and filters."""

from __future__ import annotations

from decimal import Decimal

from app.feel import nodes
from app.feel.compiler.core import Compiled, Compiler, makes
from app.feel.names import hint
from app.feel.runtime import Frame, Run, described
from app.feel.values.kinds import Value
from app.feel.values.properties import MISSING, property_of


@makes(nodes.Path)
def path(compiler: Compiler, node: nodes.Path) -> Compiled:
    """`owner.name`; over a list it gives the list of what the items have."""
    owner = compiler.compile(node.owner)
    name = node.name

    def step(frame: Frame) -> Value:
        value = owner(frame)
        if type(value) is dict and name in value:
            return value[name]
        return _step(frame.run, node, value, 0)

    return step


def _step(run: Run, node: nodes.Path, value: Value, depth: int) -> Value:
    if type(value) is dict:
        if node.name in value:
            return value[node.name]
        if run.deaf:
            return None
        meant = hint(node.name, list(value)[:200])
        if any(meant):
            run.warn("unknown-name", *nodes.place_of(node), name=node.name, hint=meant)
            return None
        return _lacks(run, node, value)
    if type(value) is list and depth < 40:
        run.spend(len(value) // 4 + 1)
        return [_step(run, node, item, depth + 1) for item in value]
    found = property_of(value, node.name)
    return _lacks(run, node, value) if found is MISSING else found


def _lacks(run: Run, node: nodes.Path, owner: Value) -> Value:
    run.warn("no-member", *nodes.place_of(node), owner=described(owner), name=node.name)
    return None


@makes(nodes.Filter)
def filter_node(compiler: Compiler, node: nodes.Filter) -> Compiled:
    """`list[number]` picks an item, `list[condition]` keeps what it is true for."""
    owner = compiler.compile(node.owner)
    condition, weight = compiler.inside(None, node.condition)

    def keep(frame: Frame) -> Value:
        value = owner(frame)
        items = value if type(value) is list else [] if value is None else [value]
        run = frame.run
        if not items:
            picked = condition(Frame({"item": None}, frame, run))
            return None if value is None or type(picked) is Decimal else []
        kept: list[Value] = []
        for number, item in enumerate(items):
            run.spend(weight)
            verdict = condition(_inside(frame, item))
            if verdict is True:
                kept.append(item)
            elif number == 0 and type(verdict) is Decimal:
                return pick(run, node, items, verdict)
            elif verdict is not False and verdict is not None:
                at = node.condition
                run.warn("not-boolean", at.position, at.length, found=described(verdict))
        return kept

    return keep


def _inside(frame: Frame, item: Value) -> Frame:
    inner = Frame({"item": item}, frame, frame.run)
    return Frame(item, inner, frame.run) if type(item) is dict else inner


def pick(run: Run, node: nodes.Node, items: list[Value], index: Decimal) -> Value:
    """Pick by number from one, or from the end with a negative number."""
    size = len(items)
    if index == index.to_integral_value() and 1 <= abs(index) <= size:
        number = int(index)
        return items[number - 1] if number > 0 else items[number]
    run.warn("index-outside", node.position, node.length, size=size, index=index)
    return None
