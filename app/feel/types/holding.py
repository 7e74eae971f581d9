"""Which values a type holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.feel.types.model import ANY, FeelType
from app.feel.values.functions import Function
from app.feel.values.kinds import Value, kind_of
from app.feel.values.ranges import Range

Declared = Mapping[str, FeelType]
_MAX_DEPTH = 40


def instance_of(
    value: Value, held: FeelType, declared: Declared | None = None, spend: Callable[[int], None] | None = None
) -> bool:
    """Say whether a value is of a type; null is of none but `null`.

    `declared` resolves named types; a name it does not know holds nothing. `spend` counts the steps.
    """
    return _Question(declared or {}, spend).holds_value(value, held, 0)


class _Question:
    """One question, with what named types stand for."""

    def __init__(self, declared: Declared, spend: Callable[[int], None] | None) -> None:
        self.declared = declared
        self.spend = spend

    def holds_value(self, value: Value, held: FeelType, depth: int) -> bool:
        if depth > _MAX_DEPTH:
            return False
        if held.kind == "name":
            known = self.declared.get(held.name)
            return known is not None and self.holds_value(value, known, depth + 1)
        if held.kind == "Any":
            return value is not None
        if held.kind == "duration":
            return kind_of(value).endswith("duration")
        if kind_of(value) != held.kind:
            return False
        if isinstance(value, list | dict):
            return self._inside(value, held, depth + 1)
        if isinstance(value, Range):
            return self._range(value, held.item or ANY, depth + 1)
        # Without declared parameters the type is the bare `function<…>` of any shape.
        return not held.parameters or not isinstance(value, Function) or len(held.parameters) == len(value.params)

    def _inside(self, value: Value, held: FeelType, depth: int) -> bool:
        if self.spend is not None:
            self.spend(len(value) // 8 + 1)
        if isinstance(value, dict):
            return all(key in value and self._fits(value[key], inner, depth) for key, inner in held.fields)
        item = held.item or ANY
        return item.kind == "Any" or all(self._fits(each, item, depth) for each in value)

    def _fits(self, value: Value, held: FeelType, depth: int) -> bool:
        """Say whether a place of that type may hold the value; null fits everywhere."""
        return value is None or self.holds_value(value, held, depth)

    def _range(self, value: Range, item: FeelType, depth: int) -> bool:
        ends = [end for end in (value.low, value.high) if end is not None]
        return bool(ends) and all(self.holds_value(end, item, depth) for end in ends)
