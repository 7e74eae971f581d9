"""Who reads the registry: region and coordinator all of it, a municipality and a school what lies below them.

Region and municipality also enter the centres that are older than the system."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from app.access.models import Role
from app.access.policy import Viewer
from app.organisation.models import OrganisationKind
from app.organisation.queries import Node, current_tree

READERS: Final = (
    Role.REGIONAL_OFFICER,
    Role.REGIONAL_COORDINATOR,
    Role.PROCESS_OWNER,
    Role.OBSERVER,
    Role.MOUO_HEAD,
    Role.MOUO_OFFICER,
    Role.SCHOOL_DIRECTOR,
    Role.SCHOOL_ADMIN,
    Role.CENTRE_HEAD,
)


KEEPERS: Final = (Role.REGIONAL_OFFICER, Role.MOUO_HEAD, Role.MOUO_OFFICER)


def readable_places(viewer: Viewer) -> frozenset[int]:
    """Return the organisations whose centres this person may read; nobody reads anything by default."""
    return _places(viewer, READERS)


def kept_schools(viewer: Viewer) -> frozenset[int]:
    """Return the schools whose centres this person may enter by hand."""
    tree = current_tree()
    return frozenset(one for one in _places(viewer, KEEPERS) if tree.node(one).kind is OrganisationKind.SCHOOL)


def schools_to_choose(viewer: Viewer) -> list[Node]:
    """Return those schools by name."""
    tree = current_tree()
    return sorted((tree.node(one) for one in kept_schools(viewer)), key=lambda node: (node.short_name, node.id))


def may_keep_registry(viewer: Viewer) -> bool:
    """Say whether this person enters centres by hand at all."""
    return any(post.role in KEEPERS for post in viewer.memberships)


def _places(viewer: Viewer, roles: Collection[Role]) -> frozenset[int]:
    tree = current_tree()
    found: set[int] = set()
    for post in viewer.memberships:
        if post.role not in roles:
            continue
        top = post.organisation_id
        if post.role is Role.REGIONAL_COORDINATOR:
            # The coordinator is a school or an office beside the centres: it keeps those of its whole region.
            region = (node.id for node in tree.upwards(top) if node.kind is OrganisationKind.REGION)
            top = next(region, top)
        elif post.role is Role.CENTRE_HEAD:
            top = tree.node(top).parent_id or top
        found |= {node.id for node in tree.below(top)} | {top}
    return frozenset(found)


def reads_region(viewer: Viewer) -> bool:
    """Say whether this person reads a whole region: only then the target of the region means something."""
    kinds = {current_tree().node(post.organisation_id).kind for post in viewer.memberships if post.role in READERS}
    coordinates = any(post.role is Role.REGIONAL_COORDINATOR for post in viewer.memberships)
    return coordinates or OrganisationKind.REGION in kinds


def may_read_registry(viewer: Viewer | None) -> bool:
    """Say whether the registry is offered to this person at all."""
    return viewer is not None and any(post.role in READERS for post in viewer.memberships)
