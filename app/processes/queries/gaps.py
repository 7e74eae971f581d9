"""Who is missing where: tasks that would wait for nobody, over all organisations that may start the process."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.access.models import Role
from app.foundation.clock import now
from app.foundation.database import db
from app.organisation.models import OrganisationKind, Place
from app.organisation.queries import Tree, current_tree, resolve_place, roles_held
from app.processes.models import Process, ProcessVersion
from app.processes.queries.catalogue import kinds_that_fit
from app.processes.queries.live import live_version
from app.workflow.elements import CandidateGroup, UserTaskSpec
from app.workflow.package import Package

_PLACES = frozenset(place.value for place in Place)


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A task that nobody could do in one of the organisations that may start the process.

    `role` and `place` are the first group of the task; the place means no organisation where its id is None.
    """

    organisation_id: int
    organisation_name: str
    element_id: str
    element_name: str
    role: str
    place: str
    place_organisation_id: int | None
    place_organisation_name: str


def list_gaps(version_id: int, *, organisation_ids: Sequence[int] | None = None) -> tuple[Gap, ...]:
    """Return where tasks of a published version would wait for nobody, by organisation and task."""
    live = live_version(version_id)
    row = db.session.execute(
        select(Process.start_roles)
        .join(ProcessVersion, ProcessVersion.process_id == Process.id)
        .where(ProcessVersion.id == version_id)
    ).scalar_one()
    return gaps_of(live.package, row, organisation_ids=organisation_ids)


def gaps_of(
    package: Package, start_roles: Iterable[str], *, organisation_ids: Sequence[int] | None = None
) -> tuple[Gap, ...]:
    """Return the gaps of a package that is not published yet, for the publishing page."""
    return _examine(package, start_roles, organisation_ids)[0]


def gaps_by_task(package: Package, start_roles: Iterable[str]) -> tuple[dict[str, tuple[str, ...]], int]:
    """Return, by the id of a task, the organisations where nobody could do it; and how many will use the process."""
    gaps, organisations = _examine(package, start_roles, None)
    found: dict[str, tuple[str, ...]] = {}
    for gap in gaps:
        found[gap.element_id] = (*found.get(gap.element_id, ()), gap.organisation_name)
    return found, organisations


def _examine(
    package: Package, start_roles: Iterable[str], organisation_ids: Sequence[int] | None
) -> tuple[tuple[Gap, ...], int]:
    tree = current_tree()
    tasks = [task for process in package.processes.values() for task in process.user_tasks.values() if task.groups]
    places = {(group.role, group.place) for task in tasks for group in task.groups}
    held = frozenset((role.value, place) for role, place in roles_held(now().date()))
    chosen = organisation_ids if organisation_ids is not None else starters(tree, places, set(start_roles), held)
    gaps = [gap for organisation_id in chosen for task in tasks if (gap := _gap(tree, task, organisation_id, held))]
    return tuple(gaps), len(chosen)


def starters(
    tree: Tree, places: Iterable[tuple[str, str]], start_roles: set[str], held: frozenset[tuple[str, int]]
) -> list[int]:
    """Return the organisations that fit the process, by name: with a holder of a start role, or any school."""
    kinds = kinds_that_fit(places)
    found = [
        node
        for node in tree.nodes.values()
        if node.is_active
        and node.kind in kinds
        and (
            any((role, node.id) in held for role in start_roles)
            or (node.kind is OrganisationKind.SCHOOL and kinds != frozenset(OrganisationKind))
        )
    ]
    return [node.id for node in sorted(found, key=lambda node: (node.short_name, node.id))]


def _gap(tree: Tree, task: UserTaskSpec, organisation_id: int, held: frozenset[tuple[str, int]]) -> Gap | None:
    targets = [(group, target_of(group, organisation_id)) for group in task.groups if not group.place_is_expression]
    known_roles = {role.value for role in Role}
    if not targets or any((group.role, target) in held for group, target in targets if group.role in known_roles):
        return None
    group, target = targets[0]
    return Gap(
        organisation_id=organisation_id,
        organisation_name=tree.node(organisation_id).short_name,
        element_id=task.element_id,
        element_name=" ".join(task.name.split()),
        role=group.role,
        place=group.place,
        place_organisation_id=target,
        place_organisation_name=tree.node(target).short_name if target is not None else "",
    )


def target_of(group: CandidateGroup, organisation_id: int) -> int | None:
    """Return the organisation that the place of a group means for a case of that organisation, if any."""
    if group.place in _PLACES:
        return resolve_place(group.place, organisation_id, initiator_id=organisation_id)
    return None
