"""Which values a type holds."""

from __future__ import annotations

from collections.abc import Mapping

from app.feel.types.model import ANY, FeelType
from app.feel.values.functions import Function
from app.feel.values.kinds import Value, kind_of
from app.feel.values.ranges import Range

Declared = Mapping[str, FeelType]


def instance_of(value: Value, held: FeelType, declared: Declared | None = None, depth: int = 0) -> bool:
    """Say whether a value is of a type; null is of none but `null`.

    `declared` resolves named types; a name it does not know holds nothing.
    """
    if depth > 40:
        return False
    if held.kind == "name":
        known = (declared or {}).get(held.name)
        return known is not None and instance_of(value, known, declared, depth + 1)
    if held.kind == "Any":
        return value is not None
    if held.kind == "duration":
        return kind_of(value).endswith("duration")
    if kind_of(value) != held.kind:
        return False
    if held.kind == "list":
        return all(holds(item, held.item or ANY, declared, depth + 1) for item in value)
    if held.kind == "context":
        return all(key in value and holds(value[key], inner, declared, depth + 1) for key, inner in held.fields)
    if isinstance(value, Range):
        return _range_of(value, held.item or ANY, declared, depth)
    return _function_of(value, held) if isinstance(value, Function) else True


def holds(value: Value, held: FeelType, declared: Declared | None = None, depth: int = 0) -> bool:
    """Say whether a place of that type may hold the value; null fits everywhere."""
    return value is None or instance_of(value, held, declared, depth)


def _range_of(value: Range, item: FeelType, declared: Declared | None, depth: int) -> bool:
    ends = [end for end in (value.low, value.high) if end is not None]
    return bool(ends) and all(instance_of(end, item, declared, depth + 1) for end in ends)


def _function_of(value: Function, held: FeelType) -> bool:
    # Without declared parameters the type is the bare `function<…>` of any shape.
    return not held.parameters or len(held.parameters) == len(value.params)
