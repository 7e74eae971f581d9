"""The frozen tree of an expression."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from app.feel.types import FeelType


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """Any part of an expression with its place in the text."""

    position: int
    length: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Literal(Node):
    """A number, text, yes or no, null, or an `@"…"` literal."""

    value: Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Name(Node):
    """A name, with spaces joined by one space."""

    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Negation(Node):
    """Minus before a value."""

    operand: Node


@dataclass(frozen=True, kw_only=True, slots=True)
class Arithmetic(Node):
    """`+ - * / **`."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison(Node):
    """`= != < <= > >=`."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, kw_only=True, slots=True)
class Logic(Node):
    """`and` or `or` over two or more operands."""

    sign: str
    operands: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Between(Node):
    """`x between a and b`."""

    operand: Node
    low: Node
    high: Node


@dataclass(frozen=True, kw_only=True, slots=True)
class Membership(Node):
    """`x in test` or `x in (test, test)`."""

    operand: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RangeNode(Node):
    """`[a..b]` with open or closed ends."""

    low: Node
    high: Node
    low_included: bool
    high_included: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class UnaryRange(Node):
    """`<10`, `>=10`, `=10`, `!=10` as a value."""

    sign: str
    end: Node


@dataclass(frozen=True, kw_only=True, slots=True)
class TestList(Node):
    """Several tests in brackets, only after `in` and in unary tests."""

    tests: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ListNode(Node):
    """`[a, b]`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ContextNode(Node):
    """`{key: value}`; later entries see earlier ones."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Path(Node):
    """`owner.name`."""

    owner: Node
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter(Node):
    """`list[condition or number]`."""

    owner: Node
    condition: Node


@dataclass(frozen=True, kw_only=True, slots=True)
class Call(Node):
    """A function call with plain or named arguments."""

    callee: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] | None


@dataclass(frozen=True, kw_only=True, slots=True)
class If(Node):
    """`if a then b else c`."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, kw_only=True, slots=True)
class Iteration(Node):
    """One `name in list` or `name in a..b` of a loop."""

    name: str
    source: Node
    until: Node | None


@dataclass(frozen=True, kw_only=True, slots=True)
class For(Node):
    """`for x in xs return y`."""

    iterations: tuple[Iteration, ...]
    body: Node


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantified(Node):
    """`some` or `every` … `satisfies`."""

    every: bool
    iterations: tuple[Iteration, ...]
    condition: Node


@dataclass(frozen=True, kw_only=True, slots=True)
class InstanceOf(Node):
    """`x instance of type`."""

    operand: Node
    type: FeelType


@dataclass(frozen=True, kw_only=True, slots=True)
class FunctionNode(Node):
    """`function(a: type, b) body`."""

    parameters: tuple[tuple[str, FeelType | None], ...]
    body: Node


@dataclass(frozen=True, kw_only=True, slots=True)
class UnaryTests(Node):
    """A cell of a decision table: any value, or tests, or none of the tests."""

    tests: tuple[Node, ...]
    negated: bool
    anything: bool


def place_of(node: Node) -> tuple[int, int]:
    """Give where a complaint about a node points: for a path its last name, else the whole node."""
    if isinstance(node, Path) and node.length > len(node.name):
        return node.position + node.length - len(node.name), len(node.name)
    return node.position, node.length


def mentions(tree: object, name: str) -> bool:
    """Say whether a tree uses a name."""
    if isinstance(tree, Name):
        return tree.name == name
    if isinstance(tree, Node):
        parts = (part.name for part in fields(tree) if part.name not in ("position", "length", "type", "value"))
        return any(mentions(getattr(tree, part), name) for part in parts)
    return isinstance(tree, tuple) and any(mentions(part, name) for part in tree)
