"""Puts the values of a form together: only what is visible and may be written, rows and groups whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.forms.evaluation import mentioned
from app.forms.parts import Part, in_scope
from app.forms.places import Scope, copied_along, drop_path, get_path, put_path
from app.forms.schema import Computed, Input, Rows


def values_of(parts: list[Part], scope: Scope) -> dict[str, Any]:
    """The variables to be written: top-level names with anything writable below them."""
    placed = [part for part in in_scope(parts) if part.component.path]
    heads = {part.component.path[0] for part in placed if _writes(part)}
    for part in placed:
        if isinstance(part.component, Computed) and not part.hidden:
            freely = not part.locked or bool(mentioned(part.component.expression.text) & heads)
            if freely:
                heads.add(part.component.path[0])
    whole = _scope_values(placed, scope)
    result: dict[str, Any] = {}
    for head in dict.fromkeys(part.component.path[0] for part in placed):
        if head in heads and head in whole:
            result[head] = whole[head]
    return result


def _writes(part: Part) -> bool:
    """Whether this part makes its variable worth writing."""
    if part.hidden:
        return False
    if isinstance(part.component, Rows):
        inner = (child for row in part.rows for child in in_scope(row.parts) if child.component.path)
        return not part.locked or any(_writes(child) for child in inner)
    return (part.open and part.inputs) or _new_default(part)


def _new_default(part: Part) -> bool:
    """A read-only field whose default was never stored: what the person saw is kept."""
    component = part.component
    if not isinstance(component, Input) or part.locked or part.hidden or part.has_stored:
        return False
    return part.readonly and part.initial is not None


def _scope_values(placed: list[Part], scope: Scope) -> dict[str, Any]:
    """All values of a scope, over what was stored beside them; hidden ones are taken out."""
    base: Mapping[str, Any] = {}
    if scope.parent is not None:
        base = scope.base
    else:
        deep = {part.component.path[0] for part in placed if len(part.component.path) > 1}
        base = {name: scope.base[name] for name in deep if name in scope.base}
    result = copied_along(base, [part.component.path for part in placed])
    for part in placed:
        path = part.component.path
        if part.hidden:
            drop_path(result, path)
        elif isinstance(part.component, Rows):
            put_path(result, path, [_row_values(row.parts, row.scope) for row in part.rows])
        elif isinstance(part.component, Computed):
            put_path(result, path, part.computed)
        elif part.field is not None and (part.open or not part.has_stored):
            if part.open or part.initial is not None:
                put_path(result, path, part.field.value)
        elif part.has_stored:
            put_path(result, path, get_path(scope.base, path)[1])
    return result


def _row_values(parts: list[Part], scope: Scope) -> dict[str, Any]:
    return _scope_values([part for part in in_scope(parts) if part.component.path], scope)
