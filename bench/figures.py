"""A figure of the report: a number, what it is measured against, and whether the target is met."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from bench.timing import Times


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One line of the table.

    `value` is a ratio (`unit` is "x"), or a number of `unit`. `floor` says in words what it is measured against and
    `floor_value` what that was in this run. `limit` is the number of the target; without one the figure only informs.
    """

    key: str
    title: str
    value: float
    unit: str
    floor: str
    floor_value: str
    ours: str = ""
    limit: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def target(self) -> str:
        """Return the target in words."""
        if self.limit is None:
            return "-"
        return f"{'>=' if self.at_least else '<='} {number(self.limit)}{_unit(self.unit)}"

    @property
    def verdict(self) -> str:
        """Return `met`, `missed` or `-`."""
        if self.limit is None:
            return "-"
        good = self.value >= self.limit if self.at_least else self.value <= self.limit
        return "met" if good else "missed"

    def shown(self) -> str:
        """Return the value with its unit."""
        return f"{number(self.value)}{_unit(self.unit)}"

    def facts(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return {**asdict(self), "target": self.target, "verdict": self.verdict}


@dataclass(kw_only=True)
class Measured:
    """What one measured thing gives: its figures, the samples behind them, and remarks such as a query plan."""

    figures: list[Figure] = field(default_factory=list)
    times: dict[str, Times] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def against(
    key: str,
    title: str,
    ours: Times,
    floor: Times,
    *,
    words: str,
    limit: float | None = None,
    work: bool = False,
    **more: Any,
) -> Figure:
    """Return the figure `ours / floor`, on the clock or (`work`) of what the process itself computed."""
    above, below = (ours.median_work, floor.median_work) if work else (ours.median, floor.median)
    return Figure(
        key=key,
        title=title,
        value=above / below,
        unit="x",
        floor=words,
        floor_value=milliseconds(below),
        ours=milliseconds(above),
        limit=limit,
        **more,
    )


def times_faster(key: str, title: str, naive: Times, ours: Times, *, limit: float | None, **more: Any) -> Figure:
    """Return the figure `naive / ours`: how many times faster ours is."""
    work = more.pop("work", False)
    above, below = (naive.median_work, ours.median_work) if work else (naive.median, ours.median)
    return Figure(
        key=key,
        title=title,
        value=above / below,
        unit="x",
        floor="naive: the whole JSON with its specification in one row",
        floor_value=milliseconds(above),
        ours=milliseconds(below),
        limit=limit,
        at_least=True,
        **more,
    )


def milliseconds(seconds: float) -> str:
    """Return a time in words."""
    return f"{seconds * 1000:.3g} ms" if seconds >= 0.001 else f"{seconds * 1_000_000:.3g} us"


def number(value: float) -> str:
    """Return a number as short as it is exact enough."""
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:.2f}" if abs(value) < 100 else f"{value:,.0f}"


def _unit(unit: str) -> str:
    return unit if unit == "x" else f" {unit}"
