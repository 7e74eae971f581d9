"""The compiler: a table from node kinds to the functions that make their closures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from app.feel.nodes import Node, UnaryTests
from app.feel.runtime import Frame
from app.feel.values.kinds import Value

Compiled: TypeAlias = Callable[[Frame], Value]
Maker: TypeAlias = Callable[["Compiler", Any], Compiled]

MAKERS: dict[type[Node], Maker] = {}


def makes(kind: type[Node]) -> Callable[[Maker], Maker]:
    """Enter a function as the maker of closures for a kind of node."""

    def enter(maker: Maker) -> Maker:
        MAKERS[kind] = maker
        return maker

    return enter


class Compiler:
    """Knows which names are bound where, and counts the nodes it passes."""

    def __init__(self) -> None:
        # Each scope is the set of names it binds; None stands for a filter, whose items decide.
        self.scopes: list[frozenset[str] | None] = []
        self.weight = 0

    def compile(self, node: Node) -> Compiled:
        """Make the closure of a node."""
        self.weight += 1
        return MAKERS[type(node)](self, node)

    def inside(self, names: frozenset[str] | None, node: Node) -> tuple[Compiled, int]:
        """Make the closure of a node in a new scope, and its weight in steps."""
        self.scopes.append(names)
        before = self.weight
        compiled = self.compile(node)
        self.scopes.pop()
        return compiled, self.weight - before

    def only_root(self, name: str) -> bool:
        """Say whether a name can only come from the caller's data or the builtins."""
        return not self.scopes

    def may_be_local(self, name: str) -> bool:
        """Say whether an inner scope binds the name, or may bind it."""
        return any(scope is None or name in scope for scope in self.scopes)


def compile_tree(tree: Node) -> Compiled:
    """Make the closure of a whole expression."""
    _load_makers()
    return Compiler().compile(tree)


def compile_tests(tree: UnaryTests) -> Compiled:
    """Make the closure of unary tests: true, false or null for the input under the name `?`."""
    _load_makers()
    return Compiler().compile(tree)


def _load_makers() -> None:
    if not MAKERS:
        from app.feel.compiler import (  # noqa: F401
            calls,
            loops,
            operations,
            paths,
            simple,
            tests,
        )
