"""Range functions (before, meets, overlaps …) over points and ranges, and `range()`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.feel.builtins.registry import builtin
from app.feel.operators.ordering import compare
from app.feel.runtime import Run
from app.feel.values.kinds import Value
from app.feel.values.ranges import Range

Verdict = bool | None


class _Unordered(Exception):
    """Two ends cannot be put in order."""


def _order(left: Value, right: Value) -> int:
    found = compare(left, right)
    if found is None:
        raise _Unordered
    return found


def _before(a: Value, b: Value) -> bool:
    end, closed = (a.high, a.high_included) if isinstance(a, Range) else (a, True)
    start, open_at = (b.low, b.low_included) if isinstance(b, Range) else (b, True)
    order = _order(end, start)
    return order < 0 or (order == 0 and not (closed and open_at))


def _meets(a: Range, b: Range) -> bool:
    return a.high_included and b.low_included and _order(a.high, b.low) == 0


def _start_order(a: Range, b: Range) -> int:
    """Order the starts: at one value the closed start comes first."""
    return _order(a.low, b.low) or (b.low_included - a.low_included)


def _end_order(a: Range, b: Range) -> int:
    """Order the ends: at one value the open end comes first."""
    return _order(a.high, b.high) or (a.high_included - b.high_included)


def _overlaps(a: Range, b: Range) -> bool:
    return not _before(a, b) and not _before(b, a)


def _overlaps_before(a: Range, b: Range) -> bool:
    return _overlaps(a, b) and _start_order(a, b) < 0 and _end_order(a, b) <= 0


def _overlaps_after(a: Range, b: Range) -> bool:
    return _overlaps(a, b) and _start_order(b, a) < 0 and _end_order(b, a) <= 0


def _finishes(a: Value, b: Range) -> bool:
    if not isinstance(a, Range):
        return b.high_included and _order(a, b.high) == 0
    return _end_order(a, b) == 0 and _start_order(a, b) >= 0


def _starts(a: Value, b: Range) -> bool:
    if not isinstance(a, Range):
        return b.low_included and _order(a, b.low) == 0
    return _start_order(a, b) == 0 and _end_order(a, b) <= 0


def _includes(a: Range, b: Value) -> bool:
    if not isinstance(b, Range):
        b = Range(b, b, True, True)
    return _start_order(a, b) <= 0 and _end_order(a, b) >= 0


def _coincides(a: Value, b: Value) -> bool:
    if isinstance(a, Range):
        return _start_order(a, b) == 0 and _end_order(a, b) == 0
    return _order(a, b) == 0


POINT = "number/string/date/time/date and time/days and time duration/years and months duration"
_Test = Callable[[Any, Any], bool]


def _relation(name: str, test: _Test, shapes: dict[str, str], ru: str, en: str) -> None:
    """Enter one relation with the shapes (point or range) of its two arguments."""

    def implementation(_: Run, a: Value, b: Value) -> Value:
        try:
            return test(a, b)
        except _Unordered:
            return None

    for first, second in shapes.items():
        for other in second.split("|"):
            one = _parameter(first, 1, first == other)
            two = _parameter(other, 2, first == other)
            builtin(name, f"{one}, {two}", family="range", ru=ru, en=en)(implementation)


def _parameter(shape: str, number: int, numbered: bool) -> str:
    suffix = str(number) if numbered else ""
    return f"{shape}{suffix}: {POINT if shape == 'point' else 'range'}"


_ANY = {"point": "point|range", "range": "point|range"}
_relation("before", _before, _ANY, "Первое целиком раньше второго.", "The first ends before the second.")
_relation("after", lambda a, b: _before(b, a), _ANY, "Первое целиком позже второго.",
          "The first starts after the second.")  # fmt: skip
_relation("meets", _meets, {"range": "range"}, "Конец первого — начало второго.",
          "The first ends where the second starts.")  # fmt: skip
_relation("met by", lambda a, b: _meets(b, a), {"range": "range"},
          "Начало первого — конец второго.", "The first starts where the second ends.")  # fmt: skip
_relation("overlaps", _overlaps, {"range": "range"}, "Промежутки пересекаются.",
          "The ranges overlap.")  # fmt: skip
_relation("overlaps before", _overlaps_before, {"range": "range"},
          "Пересекаются, и первый начинается раньше.", "They overlap and the first starts earlier.")  # fmt: skip
_relation("overlaps after", _overlaps_after, {"range": "range"},
          "Пересекаются, и первый кончается позже.", "They overlap and the first ends later.")  # fmt: skip
_relation("finishes", _finishes, {"point": "range", "range": "range"},
          "Первое завершает второе.", "The first finishes the second.")  # fmt: skip
_relation("finished by", lambda a, b: _finishes(b, a), {"range": "point|range"},
          "Первое завершается вторым.", "The first is finished by the second.")  # fmt: skip
_relation("includes", _includes, {"range": "point|range"}, "Первое содержит второе.",
          "The first includes the second.")  # fmt: skip
_relation("during", lambda a, b: _includes(b, a), {"point": "range", "range": "range"},
          "Первое внутри второго.", "The first lies within the second.")  # fmt: skip
_relation("starts", _starts, {"point": "range", "range": "range"}, "Первое начинает второе.",
          "The first starts the second.")  # fmt: skip
_relation("started by", lambda a, b: _starts(b, a), {"range": "point|range"},
          "Первое начинается вторым.", "The first is started by the second.")  # fmt: skip
_relation("coincides", _coincides, {"point": "point", "range": "range"}, "Совпадают.",
          "They coincide.")  # fmt: skip


@builtin("range", "from: string", family="conversion",
         ru="Промежуток из текста «[1..10]».", en="A range from text such as “[1..10]”.")  # fmt: skip
def range_from(_: Run, text: str) -> Value:
    """Read a range whose ends are literals."""
    from app.feel.builtins.range_text import read_range

    return read_range(text)
