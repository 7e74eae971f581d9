"""Equality in FEEL: true, false, or null when the kinds have nothing to do with each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.feel.temporal.reckoning import time_key
from app.feel.temporal.zones import epoch_nanoseconds
from app.feel.values.durations import SECOND
from app.feel.values.kinds import KINDS, Value
from app.feel.values.ranges import Range

_DIRECT = frozenset({
    "boolean", "number", "string", "date",
    "days and time duration", "years and months duration",
})  # fmt: skip


Spend = Callable[[int], None]
_MAX_COMPARED = 200_000


def equal(left: Value, right: Value, spend: Spend | None = None) -> bool | None:
    """Say whether two values are equal; null equals only null.

    `spend` counts the steps of comparing lists, which may hold one another many times over; without it
    a comparison raises OverflowError when it grows too large.
    """
    if left is None or right is None:
        return left is right
    kind = KINDS[type(left)]
    if kind != KINDS[type(right)]:
        return None
    if kind in _DIRECT:
        return bool(left == right)
    if kind in ("list", "context"):
        if left is right:
            return True
        spend = spend or _counter()
        return _lists(left, right, spend) if kind == "list" else _contexts(left, right, spend)
    if kind == "range":
        return _ranges(left, right, spend or _counter())
    if kind == "function":
        return left is right
    return _temporal(kind, left, right)


def same(left: Value, right: Value, spend: Spend | None = None) -> bool:
    """Say whether two values are equal for a search in a list, where "cannot say" means no."""
    return equal(left, right, spend) is True


def _counter() -> Spend:
    spent = 0

    def spend(steps: int) -> None:
        nonlocal spent
        spent += steps
        if spent > _MAX_COMPARED:
            raise OverflowError("comparison")

    return spend


def _temporal(kind: str, left: Any, right: Any) -> bool | None:
    if left.tzinfo is not None and left.tzinfo is right.tzinfo:
        left, right = _bare(left), _bare(right)
    elif (left.tzinfo is None) != (right.tzinfo is None):
        return None
    # DMN compares the parts of a time down to whole seconds; `is` and `<` see the fraction too.
    key = time_key if kind == "time" else epoch_nanoseconds
    return key(left) // SECOND == key(right) // SECOND


def _bare(value: Any) -> Any:
    if hasattr(value, "replace"):
        return value.replace(tzinfo=None)
    fields = [getattr(value, name) for name in value.__slots__ if name != "tzinfo"]
    return type(value)(*fields)


def _lists(left: list[Value], right: list[Value], spend: Spend) -> bool | None:
    if len(left) != len(right):
        return False
    spend(len(left) // 8 + 1)
    verdict: bool | None = True
    for one, other in zip(left, right, strict=True):
        answer = equal(one, other, spend)
        if answer is False:
            return False
        if answer is None:
            verdict = None
    return verdict


def _contexts(left: dict[str, Value], right: dict[str, Value], spend: Spend) -> bool | None:
    if left.keys() != right.keys():
        return False
    return _lists(list(left.values()), [right[key] for key in left], spend)


def _ranges(left: Range, right: Range, spend: Spend) -> bool | None:
    shape = (left.operator, left.low_included, left.high_included)
    if shape != (right.operator, right.low_included, right.high_included):
        return False
    return _lists([left.low, left.high], [right.low, right.high], spend)
