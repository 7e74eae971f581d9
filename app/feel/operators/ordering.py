"""Order in FEEL: -1, 0, 1, or null when two values cannot be put in order."""

from __future__ import annotations

from typing import Any

from app.feel.temporal.reckoning import midnight_utc, time_key
from app.feel.temporal.zones import epoch_nanoseconds
from app.feel.values.calendar import days_from_civil
from app.feel.values.kinds import KINDS, Value
from app.feel.values.ranges import Range

_DIRECT = frozenset({
    "number", "string", "days and time duration", "years and months duration",
})  # fmt: skip


def compare(left: Value, right: Value) -> int | None:
    """Order two values of the same kind; None for null, other kinds and what has no order."""
    kind = KINDS[type(left)]
    other = KINDS[type(right)]
    if kind != other:
        if {kind, other} != {"date", "date and time"}:
            return None
        left = midnight_utc(left) if kind == "date" else left
        right = midnight_utc(right) if other == "date" else right
        kind = "date and time"
    if kind in _DIRECT:
        return int(left > right) - int(left < right)
    if kind == "date":
        return _sign(_day(left) - _day(right))
    if kind == "time":
        return _zoned(left, right, time_key)
    if kind == "date and time":
        return _zoned(left, right, epoch_nanoseconds)
    return None


def _zoned(left: Any, right: Any, key: Any) -> int | None:
    if (left.tzinfo is None) != (right.tzinfo is None):
        return None
    return _sign(key(left) - key(right))


def _day(value: Any) -> int:
    return days_from_civil(value.year, value.month, value.day)


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def in_range(value: Value, span: Range) -> bool | None:
    """Say whether a value lies in a range; None when it cannot be compared with its ends."""
    if span.operator in ("=", "!="):
        from app.feel.operators.equality import equal

        answer = equal(value, span.low)
        return answer if answer is None or span.operator == "=" else not answer
    verdict: bool | None = True
    if span.operator not in ("<", "<="):
        low = compare(value, span.low)
        if low is None:
            verdict = None
        elif low < 0 or (low == 0 and not span.low_included):
            return False
    if span.operator not in (">", ">="):
        high = compare(value, span.high)
        if high is None:
            return None
        if high > 0 or (high == 0 and not span.high_included):
            return False
    return verdict
