"""What the server draws: bars of a Gantt row, a chart of plan and fact, a calendar of the year. Numbers only, pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

LINE_WIDTH: Final = 400.0
_SMALLEST: Final = 5.0


@dataclass(frozen=True, kw_only=True)
class Span:
    """The year (or school year) that a drawing shows, from its first to its last day."""

    first: date
    last: date

    def x(self, day: date, width: float = LINE_WIDTH) -> float:
        """Return where a day stands, kept inside the drawing."""
        days = (self.last - self.first).days + 1
        part = ((day - self.first).days + 0.5) / days
        return round(min(max(part, 0.0), 1.0) * width, 1)

    def months(self) -> list[date]:
        """Return the first days of the months shown."""
        found, day = [], self.first.replace(day=1)
        while day <= self.last:
            found.append(day)
            day = (day + timedelta(days=32)).replace(day=1)
        return found


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One due date in a Gantt row: from opening to due, how much is done, and the marks of the two days."""

    x: float
    width: float
    done: float
    tone: str
    date_x: float
    safe_x: float | None


def draw_bar(span: Span, *, opens: date, due: date, safe: date, done: float, tone: str) -> Bar:
    """Return the bar of one due date; `done` is the part from 0 to 1 that is carried out."""
    left, right = span.x(max(opens, span.first)), span.x(due)
    width = max(right - left, _SMALLEST)
    return Bar(
        x=min(left, right),
        width=round(width, 1),
        done=round(width * done, 1),
        tone=tone,
        date_x=right,
        safe_x=None if safe == due else round(min(span.x(safe), right - 4), 1),
    )


_LETTERS: Final = 11
_DOT: Final = 5


@dataclass(frozen=True, kw_only=True)
class Point:
    """A place in a chart with the value it stands for; `label_y` is where its number stands clear of other marks."""

    x: float
    y: float
    value: Decimal
    label: str
    label_y: float


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A chart of plan and fact: axis lines, year labels, bars of facts, one or two lines of plans."""

    width: int
    height: int
    left: int
    right: int
    base: float
    lines: tuple[tuple[float, str], ...]
    years: tuple[tuple[float, str], ...]
    facts: tuple[Point, ...]
    plans: tuple[tuple[Point, ...], ...]
    bar: int


def draw_chart(
    years: Sequence[int], plans: Sequence[Mapping[int, Decimal]], facts: Mapping[int, Decimal], *, narrow: bool = False
) -> Chart | None:
    """Return the chart, or None when there is nothing to draw."""
    values = [value for plan in plans for value in plan.values()] + list(facts.values())
    if not years or not values:
        return None
    width, height, left, right, base = (360, 300, 34, 346, 262.0) if narrow else (850, 310, 50, 800, 268.0)
    top = _nice(max(values))
    step = (right - left) / len(years)

    def x(year: int) -> float:
        return round(left + step * (years.index(year) + 0.5), 1)

    def y(value: Decimal) -> float:
        return round(base - float(value / top) * (base - 24), 1)

    def points(values: Mapping[int, Decimal], others: Sequence[Mapping[int, Decimal]] = ()) -> tuple[Point, ...]:
        return tuple(
            Point(
                x=x(year),
                y=y(value),
                value=value,
                label=short(value),
                label_y=_clear(y(value) - 6, [y(other[year]) for other in others if year in other]),
            )
            for year, value in values.items()
            if year in years
        )

    marks = [top * part / 4 for part in range(5)]
    return Chart(
        width=width,
        height=height,
        left=left,
        right=right,
        base=base,
        lines=tuple((y(mark), short(mark)) for mark in marks),
        years=tuple((x(year), str(year)) for year in years),
        facts=points(facts, plans),
        plans=tuple(points(plan) for plan in plans),
        bar=int(min(44, step * 0.5)),
    )


def _clear(baseline: float, marks: Iterable[float]) -> float:
    """Return the baseline of a number, moved up over each dot of a plan that it would cover."""
    for mark in sorted(marks, reverse=True):
        if baseline - _LETTERS - _DOT < mark < baseline + _DOT:
            baseline = mark - _DOT - 3
    return baseline


def _nice(value: Decimal) -> Decimal:
    """Return a round number not smaller than `value` whose quarters are short."""
    if value <= 0:
        return Decimal(1)
    power = Decimal(10) ** value.adjusted()
    for factor in ("1", "2", "4", "8", "10"):
        if value <= power * Decimal(factor):
            return power * Decimal(factor)
    return power * 10


def short(value: Decimal) -> str:
    """Return a number as a chart shows it: «13,2»."""
    text = f"{value.quantize(Decimal('0.01')):f}".rstrip("0").rstrip(".") if value else "0"
    return text.replace(".", ",")


@dataclass(frozen=True, kw_only=True)
class Day:
    """A square of the calendar of the year."""

    x: int
    y: int
    day: date
    count: int
    tone: str


CELL: Final = 22


def draw_year(
    span: Span, counts: Mapping[date, int], clashes: Iterable[date], days_off: frozenset[date]
) -> tuple[Day, ...]:
    """Return one square a day, a row a month; the tone says how full the day is."""
    crowded = set(clashes)
    rows = {month: row for row, month in enumerate(span.months())}
    found, day = [], span.first
    while day <= span.last:
        count = counts.get(day, 0)
        tone = "clash" if day in crowded else "due" if count else "off" if day in days_off else "free"
        found.append(Day(x=(day.day - 1) * CELL, y=rows[day.replace(day=1)] * CELL, day=day, count=count, tone=tone))
        day += timedelta(days=1)
    return tuple(found)
