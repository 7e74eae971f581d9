"""What the stories walk of every shipped diagram: `make stories` prints it, a test asks that nothing is left out.

The flows that a story walks are the pairs of steps beside each other on its path; the way into a call is told by the
elements inside of what it called.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.processes.stories import (
    BY_CASE,
    FAMILIES,
    OFFICE,
    PROCESSES,
    QUARTERLY,
    all_specs_of,
    spec_of,
    stories_of,
    told,
    walked,
)

WITH_WHAT_THEY_CALL = {"measure-execution": "measure-acceptance", "multi-party-agreement": "approval-list"}
"""These tell the stories of the process that they call."""
SHIPPED = (
    *PROCESSES,
    *WITH_WHAT_THEY_CALL,
    *FAMILIES,
    *BY_CASE,
    *QUARTERLY,
    *OFFICE,
    "assignment",
    "publication-approval",
)
FEW = 14
"""So many stories are named in a table; of more the first six."""


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """One process: its stories, and the elements that none of them completes."""

    process: str
    stories: int
    elements: int
    missed: tuple[str, ...]

    @property
    def percent(self) -> int:
        """Return the share of elements that some story completes, rounded down."""
        return (self.elements - len(self.missed)) * 100 // self.elements


def coverage_of(process: str) -> Coverage:
    """Return what the stories of a process walk of it, and of what it calls where only they tell of that."""
    specs = all_specs_of(process) if process in WITH_WHAT_THEY_CALL else (spec_of(process),)
    elements = {node.node_id for spec in specs for node in spec.all_nodes()}
    missed = tuple(sorted(elements - walked(process)))
    return Coverage(process=process, stories=len(stories_of(process)), elements=len(elements), missed=missed)


def stories_through(process: str, elements: Sequence[str]) -> list[str]:
    """Return the numbers of the stories that complete one of these elements."""
    wanted = set(elements)
    return [story.name[:2] for story in stories_of(process) if wanted & set(told(process, story.name)["path"])]


def story_words(process: str, elements: Sequence[str]) -> str:
    """Return what a table of the pages says of these elements: all stories, their numbers, or the first of many."""
    found, every = stories_through(process, elements), [story.name[:2] for story in stories_of(process)]
    if found == every:
        return "все"
    return ", ".join(found) if len(found) <= FEW else f"{len(found)} из {len(every)}: {', '.join(found[:6])} …"


def report(processes: Sequence[str] = SHIPPED) -> Iterator[str]:
    """Return the lines of the report, the sum at the end."""
    rows = [coverage_of(process) for process in processes]
    width = max(len(row.process) for row in rows)
    for row in rows:
        yield f"{row.process:<{width}}  {row.elements:>4} elements  {row.stories:>3} stories  {row.percent:>3} %"
        if row.missed:
            yield f"{'':<{width}}  missed: {', '.join(row.missed)}"
    elements, missed = sum(row.elements for row in rows), sum(len(row.missed) for row in rows)
    stories = sum(row.stories for row in rows)
    share = (elements - missed) * 100 // elements
    yield f"{'all':<{width}}  {elements:>4} elements  {stories:>3} stories  {share:>3} %"


def main(processes: Sequence[str]) -> int:
    """Print the report; the exit code is 1 when an element is left out."""
    chosen = processes or SHIPPED
    for line in report(chosen):
        print(line)
    return int(any(coverage_of(process).missed for process in chosen))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
