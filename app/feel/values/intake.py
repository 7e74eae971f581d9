"""Taking foreign data in: only plain data passes, copied, with numbers as Decimal.

What is not plain data (an object, a class, bytes) becomes null, so that no Python object is ever
reachable from an expression.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from decimal import Context, Decimal, InvalidOperation
from typing import Any

from app.feel.values.durations import DaysDuration
from app.feel.values.kinds import KINDS, Value

NUMBERS = Context(prec=34, Emax=6144, Emin=-6143, traps=[])
MAX_DEPTH = 40
_AS_THEY_ARE = frozenset(KINDS) - {list, dict, Decimal}


class Intake:
    """One taking in, with a count of the values that may still be read."""

    __slots__ = ("allowed", "refused")

    def __init__(self, allowed: int = 200_000) -> None:
        self.allowed = allowed
        self.refused = False

    def take(self, value: Any, depth: int = 0) -> Value:
        """Copy a value into FEEL form; raises OverflowError when it is too large or too deep."""
        kind = type(value)
        if kind in _AS_THEY_ARE:
            return value
        if kind is Decimal:
            return _number(value)
        if kind is int:
            return _number(Decimal(value)) if value.bit_length() < 20_000 else None
        if kind is float:
            return _number(Decimal(repr(value)))
        return self._take_other(value, depth)

    def _take_other(self, value: Any, depth: int) -> Value:
        if depth > MAX_DEPTH:
            raise OverflowError("nesting")
        if isinstance(value, Mapping):
            self._count(len(value))
            return {str(key): self.take(item, depth + 1) for key, item in value.items()}
        if isinstance(value, list | tuple | AbstractSet):
            self._count(len(value))
            return [self.take(item, depth + 1) for item in value]
        return self._take_derived(value)

    def _take_derived(self, value: Any) -> Value:
        if isinstance(value, str):
            return str.__str__(value)
        if isinstance(value, dt.timedelta):
            return DaysDuration.from_timedelta(value)
        if isinstance(value, dt.date | dt.time):
            return _plain_moment(value)
        if isinstance(value, int):
            return _number(Decimal(int(value)))
        if isinstance(value, float):
            return _number(Decimal(repr(float(value))))
        if isinstance(value, Decimal):
            return _number(Decimal(value))
        self.refused = True
        return None

    def _count(self, size: int) -> None:
        self.allowed -= size
        if self.allowed < 0:
            raise OverflowError("size")


def _number(value: Decimal) -> Decimal | None:
    try:
        rounded = NUMBERS.plus(value)
    except InvalidOperation:
        return None
    return rounded if rounded.is_finite() else None


def _plain_moment(value: dt.date | dt.time) -> Value:
    """Give Python's own type for a subclass of it (a driver's, a test clock's)."""
    if isinstance(value, dt.datetime):
        return dt.datetime.combine(_plain_moment(value.date()), _plain_moment(value.timetz()))
    if isinstance(value, dt.date):
        return dt.date(value.year, value.month, value.day)
    return dt.time(value.hour, value.minute, value.second, value.microsecond, value.tzinfo)


def take_in(value: Any) -> Value:
    """Copy a plain Python value into FEEL form; raises OverflowError when it is too large."""
    return Intake().take(value)


def take_in_all(values: Sequence[Any]) -> list[Value]:
    """Take in several values."""
    return [take_in(value) for value in values]
