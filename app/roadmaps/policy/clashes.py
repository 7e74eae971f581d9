"""Clashes of a year: more due dates than one role in one organisation can meet in a few days. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

WINDOW: Final = timedelta(days=3)
MOST_AT_ONCE: Final = 3


@dataclass(frozen=True, kw_only=True)
class Due:
    """A due date of a role; `safe` is the day by which it is better done."""

    safe: date
    role: str
    organisation_id: int
    measure: str


@dataclass(frozen=True, kw_only=True)
class Clash:
    """More than `MOST_AT_ONCE` different measures of one role within `WINDOW`."""

    first: date
    last: date
    role: str
    organisation_id: int
    count: int


def find_clashes(dues: Iterable[Due]) -> tuple[Clash, ...]:
    """Return the clashes by day; overlapping windows are one clash."""
    groups: dict[tuple[str, int], list[Due]] = {}
    for due in dues:
        groups.setdefault((due.role, due.organisation_id), []).append(due)
    found = []
    for (role, organisation_id), items in groups.items():
        for run in _crowded(sorted(items, key=lambda one: one.safe)):
            found.append(
                Clash(
                    first=run[0].safe,
                    last=run[-1].safe,
                    role=role,
                    organisation_id=organisation_id,
                    count=len({one.measure for one in run}),
                )
            )
    return tuple(sorted(found, key=lambda clash: (clash.first, clash.role)))


def _crowded(dues: list[Due]) -> list[list[Due]]:
    """Return the runs of due dates in which some window holds too many; a window reaches `WINDOW` days forward."""
    runs: list[list[Due]] = []
    for index, start in enumerate(dues):
        window = [one for one in dues[index:] if one.safe - start.safe < WINDOW]
        if len({one.measure for one in window}) <= MOST_AT_ONCE:
            continue
        if runs and window[0].safe <= runs[-1][-1].safe:
            runs[-1] += [one for one in window if one not in runs[-1]]
        else:
            runs.append(window)
    return runs
