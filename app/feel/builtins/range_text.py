"""Reading a range from text: its ends may only be literals, never anything that runs."""

from __future__ import annotations

from decimal import Decimal

from app.feel.errors import FeelError
from app.feel.nodes import Call, Literal, Name, Negation, Node, RangeNode
from app.feel.operators.arithmetic import negate
from app.feel.operators.ordering import compare
from app.feel.parser import parse_tree
from app.feel.temporal import reading
from app.feel.values.kinds import Value, kind_of
from app.feel.values.ranges import Range

_READERS = {
    "date": reading.read_date,
    "time": reading.read_time,
    "date and time": reading.read_datetime,
    "duration": reading.read_duration,
}


def read_range(text: str) -> Range | None:
    """Give the range, or None when the text is none or its ends do not fit."""
    try:
        tree = parse_tree(text, frozenset())
    except FeelError:
        return None
    if not isinstance(tree, RangeNode):
        return None
    low, high = _end(tree.low), _end(tree.high)
    if low is None or high is None or kind_of(low) != kind_of(high):
        return None
    order = compare(low, high)
    if order is None or order > 0:
        return None
    return Range(low, high, tree.low_included, tree.high_included)


def _end(node: Node) -> Value:
    if isinstance(node, Literal):
        return node.value if type(node.value) is not bool else None
    if isinstance(node, Negation) and isinstance(node.operand, Literal):
        return negate(node.operand.value) if type(node.operand.value) is Decimal else None
    if isinstance(node, Call) and isinstance(node.callee, Name) and len(node.arguments) == 1:
        argument = node.arguments[0]
        reader = _READERS.get(node.callee.name)
        if reader and isinstance(argument, Literal) and isinstance(argument.value, str):
            return reader(argument.value)
    return None
