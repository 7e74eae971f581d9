"""The parts of one form: each component at each of its places (one a row), with its field and its state."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.forms.fields import AnswerField
from app.forms.places import Scope
from app.forms.schema import Component, Input


@dataclass(eq=False, kw_only=True, slots=True)
class Part:
    """A component in a form. `locked` stays while the form lives, `hidden` and `readonly` follow expressions."""

    component: Component
    scope: Scope
    name: str = ""
    locked: bool = False
    field: AnswerField | None = None
    children: list[Part] = dataclasses.field(default_factory=list)
    rows: list[RowPart] = dataclasses.field(default_factory=list)
    hidden: bool = False
    was_hidden: bool = False
    readonly: bool = False
    errors: list[str] = dataclasses.field(default_factory=list)
    computed: Any = None
    initial: Any = None
    has_stored: bool = False
    overflow: bool = False
    fresh: bool = False
    posted: list[str] | None = None
    may_hide: bool = False

    @property
    def inputs(self) -> bool:
        """Whether a person could fill it in."""
        return isinstance(self.component, Input)

    @property
    def made(self) -> AnswerField:
        """The field of an input. Raises LookupError for any other part."""
        if self.field is None:
            raise LookupError(self.name)
        return self.field

    @property
    def open(self) -> bool:
        """Whether what is posted for it counts now."""
        return not (self.hidden or self.readonly or self.locked)


@dataclass(eq=False, kw_only=True, slots=True)
class RowPart:
    """One row of a list; `origin` is its place in the stored list, None for a new row."""

    scope: Scope
    origin: int | None
    fresh: bool
    parts: list[Part] = dataclasses.field(default_factory=list)

    @property
    def token(self) -> str:
        """What the page posts to say which stored row this was."""
        return "-" if self.origin is None else str(self.origin)


def every(parts: list[Part]) -> Iterator[Part]:
    """All parts in reading order, through groups and rows."""
    for part in parts:
        yield part
        yield from every(part.children)
        for row in part.rows:
            yield from every(row.parts)


def in_scope(parts: list[Part]) -> Iterator[Part]:
    """The parts of one scope: through groups, not into rows."""
    for part in parts:
        yield part
        yield from in_scope(part.children)
