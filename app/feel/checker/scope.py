"""The names known at one place of an expression, with their types."""

from __future__ import annotations

from collections.abc import Iterator

from app.feel.types import ANY, FeelType


class Scope:
    """Names of one place inside those of an outer place; an open one may hold names nobody declared."""

    def __init__(self, names: dict[str, FeelType], outer: Scope | None = None, *, open: bool = False) -> None:  # noqa: A002
        self.names = names
        self.outer = outer
        self.open = open

    def find(self, name: str) -> FeelType | None:
        """Give the type of a name; `Any` when an open scope may know it; None when nobody does."""
        scope: Scope | None = self
        unsure = False
        while scope is not None:
            if name in scope.names:
                # An open scope further in may bind the name to something else.
                return ANY if unsure else scope.names[name]
            unsure = unsure or scope.open
            scope = scope.outer
        return ANY if unsure else None

    def known(self) -> Iterator[str]:
        """Give all names, for suggestions."""
        scope: Scope | None = self
        while scope is not None:
            yield from scope.names
            scope = scope.outer


def item_scope(item: FeelType, outer: Scope) -> Scope:
    """Give the scope of a filter over items of a type."""
    itself = Scope({"item": item}, outer)
    if item.kind == "context" and item.fields:
        return Scope(dict(item.fields), itself)
    if item.kind in ("Any", "name", "context"):
        return Scope({}, itself, open=True)
    return itself
