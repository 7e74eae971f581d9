"""Nested data by path, and the names an expression sees from a row: its own, those around it, `this`, `parent`, `i`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def get_path(data: Mapping[str, Any], path: tuple[str, ...]) -> tuple[bool, Any]:
    """Whether the path is there, and what lies there."""
    here: Any = data
    for part in path:
        if not isinstance(here, Mapping) or part not in here:
            return False, None
        here = here[part]
    return True, here


def put_path(data: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Set the value; what stands in the way becomes a context."""
    here = data
    for part in path[:-1]:
        inner = here.get(part)
        if not isinstance(inner, dict):
            inner = {}
            here[part] = inner
        here = inner
    here[path[-1]] = value


def drop_path(data: dict[str, Any], path: tuple[str, ...]) -> None:
    """Take the value out, when it is there."""
    here: Any = data
    for part in path[:-1]:
        here = here.get(part) if isinstance(here, dict) else None
    if isinstance(here, dict):
        here.pop(path[-1], None)


def copied_along(data: Mapping[str, Any], paths: list[tuple[str, ...]]) -> dict[str, Any]:
    """A copy that may be changed at the paths without touching the original."""
    result = dict(data)
    for path in paths:
        here = result
        for part in path[:-1]:
            inner = here.get(part)
            if not isinstance(inner, Mapping):
                break
            here[part] = dict(inner)
            here = here[part]
    return result


class Scope:
    """The data of the whole form or of one row, as it stands while the form is worked out."""

    __slots__ = ("base", "index", "live", "parent")

    def __init__(
        self, base: Mapping[str, Any], paths: list[tuple[str, ...]], parent: Scope | None = None, index: int = 0
    ) -> None:
        self.base = base
        self.live = copied_along(base, paths)
        self.parent = parent
        self.index = index

    def indexes(self) -> list[int]:
        """The numbers of the rows that this one stands in, outermost first, its own last."""
        return [*self.parent.indexes(), self.index] if self.parent else []


class Names(Mapping[str, Any]):
    """What an expression may name in a scope: nearest data first, then the special names of form-js."""

    __slots__ = ("scope",)

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def __getitem__(self, name: str) -> Any:
        here: Scope | None = self.scope
        while here is not None:
            if name in here.live:
                return here.live[name]
            here = here.parent
        return self._special(name)

    def _special(self, name: str) -> Any:
        word = name.strip("_") if name.startswith("_") and name.endswith("_") else name
        if word == "this":
            return self.scope.live
        if word == "parent":
            return self.scope.parent.live if self.scope.parent else None
        if word == "i":
            return self.scope.indexes()
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        try:
            self[str(name)]
        except KeyError:
            return False
        return True

    def __iter__(self) -> Iterator[str]:
        seen: set[str] = set()
        here: Scope | None = self.scope
        while here is not None:
            yield from (name for name in here.live if name not in seen)
            seen.update(here.live)
            here = here.parent

    def __len__(self) -> int:
        return sum(1 for _ in self)
