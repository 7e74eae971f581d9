"""Timing that a busy machine cannot fool: contestants take turns, and each turn says how long it took and worked."""

from __future__ import annotations

import gc
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(kw_only=True)
class Times:
    """Samples of one contestant in seconds: on the clock, and of this process's own work (what it computed)."""

    wall: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """Return the median time on the clock."""
        return statistics.median(self.wall)

    @property
    def median_work(self) -> float:
        """Return the median of the time spent computing: without waiting for a disk, a server or a free core."""
        return statistics.median(self.work)

    def summary(self) -> dict[str, float | int]:
        """Return the numbers of the report, in milliseconds."""
        return {
            "median_ms": round(self.median * 1000, 4),
            "min_ms": round(min(self.wall) * 1000, 4),
            "max_ms": round(max(self.wall) * 1000, 4),
            "median_work_ms": round(self.median_work * 1000, 4),
            "samples": len(self.wall),
        }


class Contestant(Protocol):
    """Somebody who takes a turn in every round; only what runs inside `timed(...)` counts."""

    def turn(self, times: Times) -> None:
        """Do one piece of work and add its samples."""


@contextmanager
def timed(times: Times, pieces: int = 1) -> Iterator[None]:
    """Add the time of the block, divided by the `pieces` of work done in it."""
    work, wall = time.process_time(), time.perf_counter()
    yield
    wall, work = time.perf_counter() - wall, time.process_time() - work
    times.wall.append(wall / pieces)
    times.work.append(work / pieces)


def race(contestants: dict[str, Contestant], *, rounds: int, warm_up: int = 2, seed: int = 1) -> dict[str, Times]:
    """Let everybody take one turn a round, in an order that changes; return the samples after the warm-up."""
    chance, order = random.Random(seed), list(contestants)
    found = {name: Times() for name in contestants}
    for number in range(-warm_up, rounds):
        if number == 0:
            found = {name: Times() for name in contestants}
        chance.shuffle(order)
        gc.collect()
        for name in order:
            contestants[name].turn(found[name])
    return found


@dataclass(frozen=True)
class Repeated:
    """A contestant that calls a function often enough for the clock to see it."""

    function: Callable[[], object]
    times: int = 1

    def turn(self, times: Times) -> None:
        """Call it."""
        with timed(times, self.times):
            for _ in range(self.times):
                self.function()


def race_functions(functions: dict[str, Callable[[], object]], *, rounds: int, calls: int) -> dict[str, Times]:
    """Race functions that need no preparation."""
    return race({name: Repeated(function, calls) for name, function in functions.items()}, rounds=rounds)


def ratio(above: Sequence[float] | float, below: Sequence[float] | float) -> float:
    """Return the ratio of two numbers, or of two medians."""
    top = above if isinstance(above, float | int) else statistics.median(above)
    bottom = below if isinstance(below, float | int) else statistics.median(below)
    return top / bottom
