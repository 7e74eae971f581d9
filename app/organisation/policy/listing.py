"""The organisations that a person may choose from in a filter."""

from __future__ import annotations

from app.access.policy import Viewer
from app.organisation.models import OrganisationKind
from app.organisation.policy.scope import scope_of
from app.organisation.queries.tree import Node, current_tree

MOST_CHOICES = 600


def list_visible_organisations(viewer: Viewer, *, kinds: frozenset[OrganisationKind] | None = None) -> tuple[Node, ...]:
    """Return the active organisations the person sees, in the order of the tree, at most MOST_CHOICES."""
    scope = scope_of(viewer)
    nodes = sorted(current_tree().nodes.values(), key=lambda node: (node.path.count("/"), node.short_name))
    found = [
        node
        for node in nodes
        if node.is_active and (kinds is None or node.kind in kinds) and scope.contains(node.id, node.path)
    ]
    return tuple(found[:MOST_CHOICES])
