"""One measured thing a file; each gives its figures with their floors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bench.crowds import Crowds
from bench.figures import Measured
from bench.stage import Installation


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """How much is measured: the full bench, or a quick one that only shows that everything runs."""

    rounds: int
    naive_loops: int
    rejections: tuple[int, int]
    naive_rounds: int
    few_tasks: int
    many_tasks: int
    page_rounds: int
    calls: int
    organisations: int
    judged: bool


FULL = Sizes(
    rounds=40, naive_loops=150, rejections=(150, 1000), naive_rounds=15, few_tasks=100, many_tasks=100_000,
    page_rounds=30, calls=2000, organisations=200, judged=True,
)  # fmt: skip
QUICK = Sizes(
    rounds=4, naive_loops=10, rejections=(5, 15), naive_rounds=3, few_tasks=80, many_tasks=1_000, page_rounds=4,
    calls=100, organisations=12, judged=False,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Bench:
    """What a measured thing gets: an installation, the sizes, and installations in which very many cases wait."""

    installation: Installation
    sizes: Sizes
    crowds: Crowds
    say: Callable[[str], None]


Measure = Callable[[Bench], Measured]


def measures() -> Mapping[str, Measure]:
    """Return everything that can be measured, by name, in the order of the report."""
    from bench.measured import (
        campaign,
        completion,
        conditions,
        decision,
        draft_form,
        inbox,
        payload,
        roadmap,
        search,
        statements,
        sweep,
    )

    return {
        "completion": completion.measure,
        "statements": statements.measure,
        "payload": payload.measure,
        "inbox": inbox.measure,
        "search": search.measure,
        "sweep": sweep.measure,
        "feel": conditions.measure,
        "decision": decision.measure,
        "form": draft_form.measure,
        "campaign": campaign.measure,
        "roadmap": roadmap.measure,
    }
