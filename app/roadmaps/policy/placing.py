"""Where a measure is carried out and who checks it: from roles and places of a plan to organisations of a tree.

A plan says «Центр», «МОУО»; a tree has such organisations below the one that the plan is applied to, or above it.
Where a tree lacks the kind, the measure goes to the one that stands for it (a school for its centre, the region for
an institute or coordinator); where nothing stands for it, nobody carries it out, and the plan says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from app.access.models import Role
from app.organisation.models import OrganisationKind as Kind
from app.organisation.models import Place
from app.organisation.queries import Node, Tree, resolve_place
from app.roadmaps.policy.plan_file import Measure

_KINDS: Final[Mapping[str, tuple[Kind, ...]]] = {
    "centre": (Kind.CENTRE, Kind.SCHOOL),
    "school": (Kind.SCHOOL, Kind.CENTRE),
    "mouo": (Kind.MOUO, Kind.REGION),
    "region": (Kind.REGION,),
    "institute": (Kind.INSTITUTE, Kind.REGION),
    "coordinator": (Kind.COORDINATOR, Kind.REGION),
    "finance": (Kind.FINANCE, Kind.MOUO),
    "partner": (Kind.PARTNER,),
}
_ROLES: Final[Mapping[Kind, tuple[Role, ...]]] = {
    Kind.SCHOOL: (Role.SCHOOL_ADMIN, Role.SCHOOL_DIRECTOR, Role.WORKING_GROUP_MEMBER),
    Kind.CENTRE: (Role.CENTRE_HEAD,),
    Kind.MOUO: (Role.MOUO_OFFICER, Role.MOUO_HEAD, Role.MOUO_EXPERT),
    Kind.REGION: (Role.REGIONAL_OFFICER,),
    Kind.INSTITUTE: (Role.INSTITUTE_METHODIST,),
    Kind.COORDINATOR: (Role.REGIONAL_COORDINATOR,),
    Kind.FINANCE: (Role.FINANCE_OFFICER,),
    Kind.PARTNER: (Role.PARTNER_REP,),
}
_HEADS: Final[Mapping[Kind, Role]] = {
    Kind.SCHOOL: Role.SCHOOL_DIRECTOR,
    Kind.CENTRE: Role.SCHOOL_DIRECTOR,
    Kind.MOUO: Role.MOUO_HEAD,
    Kind.REGION: Role.REGIONAL_OFFICER,
    Kind.COORDINATOR: Role.REGIONAL_COORDINATOR,
    Kind.INSTITUTE: Role.INSTITUTE_METHODIST,
}
Post = tuple[Role, int]
"""A role in an organisation."""


@dataclass(frozen=True, kw_only=True)
class Placing:
    """One organisation that carries a measure out, with the groups of the diagram («role@=organisation»)."""

    organisation_id: int
    role: Role
    executors: tuple[str, ...]
    controllers: tuple[str, ...]
    heads: tuple[str, ...]


def posts_of(groups: Iterable[str]) -> tuple[Post, ...]:
    """Return the posts that groups of a diagram name by role and organisation."""
    pairs = (group.partition("@=") for group in groups)
    return tuple((Role(role), int(organisation)) for role, _sign, organisation in pairs)


def place_measure(tree: Tree, root_id: int, measure: Measure) -> tuple[Placing, ...]:
    """Return where the first executor of the measure is found below (or else above) the root; empty when nowhere."""
    first = measure.executors[0]
    found = _organisations(tree, root_id, first.place)
    return tuple(_placing(tree, node, measure) for node in found)


def place_at(tree: Tree, organisation_id: int, measure: Measure) -> Placing:
    """Return who carries the measure out and checks it in this organisation."""
    return _placing(tree, tree.node(organisation_id), measure)


def _organisations(tree: Tree, root_id: int, place: str) -> list[Node]:
    below = [node for node in tree.below(root_id) if node.is_active]
    above = list(tree.upwards(root_id))
    for kind in _KINDS.get(place, ()):
        inside = [node for node in below if node.kind is kind]
        if inside:
            return sorted(inside, key=lambda node: node.path)
        over = [node for node in above if node.kind is kind]
        if over:
            return over[:1]
        related = resolve_place(Place(kind.value), root_id) if kind.value in set(Place) else None
        if related is not None:
            return [tree.node(related)]
    return []


def _placing(tree: Tree, node: Node, measure: Measure) -> Placing:
    role = _role_in(node.kind, measure.executors[0].role)
    executors = [(role, node.id)]
    school = _above(tree, node, Kind.SCHOOL)
    if school is not None:
        executors.append((Role.SCHOOL_ADMIN, school.id))
    elif node.kind in _ROLES:
        executors.append((_ROLES[node.kind][0], node.id))
    controller = _controlling(tree, node, measure.controller.place)
    checks = [(_role_in(controller.kind, measure.controller.role), controller.id)]
    if controller.kind is Kind.SCHOOL:
        checks.append((Role.SCHOOL_DIRECTOR, controller.id))
    heads = [(_HEADS.get(controller.kind, checks[0][0]), controller.id)]
    upper = _next_above(tree, controller)
    if upper is not None:
        heads.append((_HEADS.get(upper.kind, Role.REGIONAL_OFFICER), upper.id))
    return Placing(
        organisation_id=node.id,
        role=role,
        executors=_groups(executors),
        controllers=_groups(checks),
        heads=_groups(heads),
    )


def _groups(pairs: Iterable[Post]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{role.value}@={organisation}" for role, organisation in pairs))


def _role_in(kind: Kind, wanted: str) -> Role:
    roles = _ROLES.get(kind, (Role(wanted),))
    return Role(wanted) if Role(wanted) in roles else roles[0]


def _above(tree: Tree, node: Node, kind: Kind) -> Node | None:
    return next((one for one in tree.upwards(node.id) if one.kind is kind), None)


def _next_above(tree: Tree, node: Node) -> Node | None:
    """Return the nearest authority over an organisation: its municipality, or its region."""
    uppers = [one for one in tree.upwards(node.id) if one.id != node.id]
    return next((one for one in uppers if one.kind in (Kind.MOUO, Kind.REGION)), None)


def _controlling(tree: Tree, node: Node, place: str) -> Node:
    """Return the organisation of the controller as seen from the executor; the nearest authority when it is missing."""
    for kind in _KINDS.get(place, ()):
        found = _above(tree, node, kind)
        if found is not None:
            return found
        if kind.value in set(Place):
            related = resolve_place(Place(kind.value), node.id)
            if related is not None:
                return tree.node(related)
    return _next_above(tree, node) or node
