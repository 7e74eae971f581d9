"""Who would do the steps where: organisations by roles, as the table on the page of a draft."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.access.models import Role
from app.foundation.clock import now
from app.organisation.queries import current_tree, roles_held
from app.processes.queries.gaps import starters, target_of
from app.workflow.elements import CandidateGroup
from app.workflow.package import Package

MOST_ROWS = 200


@dataclass(frozen=True, kw_only=True)
class Column:
    """A role in a place, and the steps that go to it."""

    role: str
    place: str
    steps: tuple[str, ...]
    missing: int


@dataclass(frozen=True, kw_only=True)
class Row:
    """An organisation where somebody is missing; `cells` says column by column whether the role is held there."""

    organisation_id: int
    name: str
    cells: tuple[bool, ...]


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """The table: its columns, the rows with a gap (at most `MOST_ROWS`), and how many organisations there are."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    organisations: int
    with_gaps: int


def coverage_of(package: Package, start_roles: Iterable[str]) -> Coverage:
    """Return in which organisations that will use a process each role of it is held today."""
    tree = current_tree()
    tasks = [task for process in package.processes.values() for task in process.user_tasks.values()]
    steps: dict[CandidateGroup, list[str]] = {}
    for task in tasks:
        for group in task.groups:
            if not group.place_is_expression:
                steps.setdefault(group, []).append(" ".join(task.name.split()))
    held = frozenset((role.value, place) for role, place in roles_held(now().date()))
    places = {(group.role, group.place) for group in steps}
    chosen = starters(tree, places, set(start_roles), held)
    rows = [
        Row(
            organisation_id=one,
            name=tree.node(one).short_name,
            cells=tuple((group.role, target_of(group, one)) in held for group in steps),
        )
        for one in chosen
    ]
    columns = tuple(
        Column(
            role=group.role,
            place=group.place,
            steps=tuple(dict.fromkeys(names)),
            missing=sum(not row.cells[position] for row in rows),
        )
        for position, (group, names) in enumerate(steps.items())
    )
    gaps = [row for row in rows if not all(row.cells)]
    return Coverage(columns=columns, rows=tuple(gaps[:MOST_ROWS]), organisations=len(rows), with_gaps=len(gaps))


def held_words(role: str, place: str, start_roles: Iterable[str]) -> tuple[int, int, tuple[str, ...]]:
    """Return in how many organisations of how many this role is held, and the first that lack it."""
    tree = current_tree()
    held = frozenset((one.value, where) for one, where in roles_held(now().date()))
    chosen = starters(tree, {(role, place)}, set(start_roles), held)
    group = CandidateGroup(role=role, place=place)
    lacking = [one for one in chosen if role not in set(Role) or (role, target_of(group, one)) not in held]
    names = tuple(tree.node(one).short_name for one in lacking[:5])
    return len(chosen) - len(lacking), len(chosen), names
