"""Boolean functions: not, all, any, is."""

from __future__ import annotations

from typing import Any

from app.feel.builtins.registry import builtin
from app.feel.operators.equality import equal
from app.feel.runtime import Run
from app.feel.values.kinds import Value, kind_of
from app.feel.values.text import zone_text


@builtin("not", "negand: Any", family="boolean", null_answers=True,
         ru="Отрицание: да становится нет.", en="Turns true into false.")  # fmt: skip
def negation(_: Run, negand: Value) -> Value:
    """Negate a boolean; null for anything else."""
    return (not negand) if type(negand) is bool else None


@builtin("all", "*list: list", family="boolean", null_answers=True,
         ru="Да, если все элементы да.", en="True when every item is true.")  # fmt: skip
def all_true(_: Run, items: list[Value]) -> Value:
    """Join with and in three values."""
    if any(item is False for item in items):
        return False
    return True if all(item is True for item in items) else None


@builtin("any", "*list: list", family="boolean", null_answers=True,
         ru="Да, если хотя бы один элемент да.", en="True when some item is true.")  # fmt: skip
def any_true(_: Run, items: list[Value]) -> Value:
    """Join with or in three values."""
    if any(item is True for item in items):
        return True
    return False if all(item is False for item in items) else None


@builtin("is", "value1?: Any, value2?: Any", family="boolean",
         ru="Да, если значения одного вида и одинаковы во всём, и в часовом поясе.",
         en="True when two values are the same in kind and every part, zone included.")  # fmt: skip
def identical(run: Run, value1: Value, value2: Value) -> Value:
    """Compare kind, value and zone."""
    if kind_of(value1) != kind_of(value2):
        return False
    if kind_of(value1) in ("time", "date and time"):
        return _parts(value1) == _parts(value2)
    return equal(value1, value2, run.spend) is True


def _parts(value: Any) -> tuple[Any, ...]:
    from app.feel.values.calendar import nanosecond_of

    day = (value.year, value.month, value.day) if hasattr(value, "year") else ()
    clock = (value.hour, value.minute, value.second, nanosecond_of(value))
    return (*day, *clock, zone_text(value.tzinfo))
