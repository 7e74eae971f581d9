"""Five typical conditions of approvals in FEEL, parsed before, against Python's own eval of the same, text or code."""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.feel import parse
from bench.figures import Figure, Measured, milliseconds
from bench.measured import Bench
from bench.timing import Times, race_functions

TODAY = dt.date(2026, 8, 13)
LIMIT = 5.0
FLOORS = {
    "text": "Python eval of the text (as SpiffWorkflow does)",
    "code": "Python eval of the code compiled before",
}


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One condition in both languages over the same values."""

    name: str
    feel: str
    python: str
    context: Mapping[str, Any]
    expected: object


PROGRAMMES = [{"название": f"Программа {number}", "часы": 30 + number} for number in range(6)]
CONDITIONS = (
    Condition(
        name="a decision",
        feel='решение = "согласовано"',
        python='решение == "согласовано"',
        context={"решение": "согласовано"},
        expected=True,
    ),
    Condition(
        name="a decision and a count",
        feel='решение = "согласовано" and количество замечаний > 2',
        python='решение == "согласовано" and количество_замечаний > 2',
        context={"решение": "согласовано", "количество замечаний": 3, "количество_замечаний": 3},
        expected=True,
    ),
    Condition(
        name="one of several, with arithmetic",
        feel='вид in ("новая", "изменение") and ставки * 12 <= фонд',
        python='вид in ("новая", "изменение") and ставки * 12 <= фонд',
        context={"вид": "изменение", "ставки": 40_000, "фонд": 500_000},
        expected=True,
    ),
    Condition(
        name="some of a list",
        feel="some р in программы satisfies р.часы < 34",
        python='any(р["часы"] < 34 for р in программы)',
        context={"программы": PROGRAMMES},
        expected=True,
    ),
    Condition(
        name="dates",
        feel='date("2026-08-15") - сегодня < duration("P3D")',
        python='date.fromisoformat("2026-08-15") - сегодня < timedelta(days=3)',
        context={"сегодня": TODAY},
        expected=True,
    ),
)
NATIVE: dict[str, Any] = {"date": dt.date, "timedelta": dt.timedelta, "any": any}


def measure(bench: Bench) -> Measured:
    """Race each condition in both languages; the figure is the ratio of each, and their geometric mean."""
    measured = Measured()
    ratios: dict[str, list[float]] = {name: [] for name in FLOORS}
    for condition in CONDITIONS:
        found = race_functions(
            {"ours": _ours(condition), "code": _native(condition), "text": _native_text(condition)},
            rounds=bench.sizes.page_rounds,
            calls=bench.sizes.calls,
        )
        for name, times in ratios.items():
            times.append(_per_round(found["ours"], found[name]))
        measured.figures.append(_figure(condition, found["ours"], found["code"], ratios["code"][-1]))
        measured.times |= {f"{name}, {condition.name}": times for name, times in found.items()}
    limit = LIMIT if bench.sizes.judged else None
    together = [_together(measured.times, name, values, limit) for name, values in ratios.items()]
    measured.figures = [*together, *measured.figures]
    return measured


def _together(times: Mapping[str, Times], name: str, ratios: list[float], limit: float | None) -> Figure:
    ours = [one.median for key, one in times.items() if key.startswith("ours")]
    floor = [one.median for key, one in times.items() if key.startswith(name)]
    return Figure(
        key=f"feel-{name}",
        title=f"FEEL / {FLOORS[name]}, geometric mean of five conditions",
        value=statistics.geometric_mean(ratios),
        unit="x",
        floor=FLOORS[name],
        floor_value=milliseconds(statistics.fmean(floor)),
        ours=milliseconds(statistics.fmean(ours)),
        limit=limit,
    )


def _per_round(ours: Times, native: Times) -> float:
    """Return the median of the ratios round by round: neighbours in time had the same machine."""
    return statistics.median(above / below for above, below in zip(ours.work, native.work, strict=True))


def _figure(condition: Condition, ours: Times, native: Times, value: float) -> Figure:
    return Figure(
        key=f"feel-{condition.name.replace(' ', '-').replace(',', '')}",
        title=f"FEEL / compiled Python: {condition.name}",
        value=value,
        unit="x",
        floor=f"compiled Python: {condition.python}",
        floor_value=milliseconds(native.median),
        ours=milliseconds(ours.median),
        note=condition.feel,
    )


def _ours(condition: Condition) -> Callable[[], object]:
    expression = parse(condition.feel, names=list(condition.context))
    assert expression.value(condition.context) == condition.expected, condition.name
    return lambda: expression.value(condition.context)


def _native(condition: Condition) -> Callable[[], object]:
    code = compile(condition.python, "<condition>", "eval")
    space = {**NATIVE, **condition.context}
    assert eval(code, space) == condition.expected, condition.name
    return lambda: eval(code, space)


def _native_text(condition: Condition) -> Callable[[], object]:
    space = {**NATIVE, **condition.context}
    return lambda: eval(condition.python, space)
