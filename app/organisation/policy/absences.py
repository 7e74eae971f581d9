"""Who may write down that a person is away and who does their tasks: the person, a head, a secretary, a manager."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, or_

from app.access.policy import Post, Viewer
from app.organisation.models import Membership, Organisation, OrganisationKind
from app.organisation.policy.heads import HEADS, SECRETARIES
from app.organisation.policy.managing import MANAGERS, scope_of_managing
from app.organisation.queries.tree import current_tree


def places_led(posts: Iterable[Post]) -> frozenset[int]:
    """Return the organisations that these posts lead: their own, and the centres of a school that is led."""
    found: set[int] = set()
    tree = current_tree()
    for post in posts:
        node = tree.nodes.get(post.organisation_id)
        if node is None or post.role not in HEADS.get(node.kind, ()):
            continue
        found |= {node.id, *(child for child in tree.children.get(node.id, ()) if _is_centre(child))}
    return frozenset(found)


def places_kept(posts: Iterable[Post]) -> frozenset[int]:
    """Return the organisations whose personnel papers these posts keep: a school and its centres."""
    tree = current_tree()
    own = {post.organisation_id for post in posts if post.role in SECRETARIES}
    return frozenset(own | {child for place in own for child in tree.children.get(place, ()) if _is_centre(child)})


def _is_centre(organisation_id: int) -> bool:
    return current_tree().nodes[organisation_id].kind is OrganisationKind.CENTRE


def may_set_absence(
    posts: Collection[Post], person_id: int, absent_id: int, absent_posts: Iterable[Membership]
) -> bool:
    """Tell whether somebody with these posts may write down absences of `absent_id`, who holds `absent_posts`."""
    if person_id == absent_id:
        return True
    managed = [post.organisation_path for post in posts if post.role in MANAGERS]
    near = places_led(posts) | places_kept(posts)
    nodes = current_tree().nodes
    return any(
        one.organisation_id in near or any(nodes[one.organisation_id].path.startswith(path) for path in managed)
        for one in absent_posts
    )


def may_lend_to_oneself(posts: Collection[Post], absent_posts: Iterable[Membership]) -> bool:
    """Tell whether somebody with these posts may name themselves as the substitute: a head or a manager may."""
    managed = [post.organisation_path for post in posts if post.role in MANAGERS]
    led, nodes = places_led(posts), current_tree().nodes
    return any(
        one.organisation_id in led or any(nodes[one.organisation_id].path.startswith(path) for path in managed)
        for one in absent_posts
    )


def organisations_with_absences(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition on organisations whose absences the viewer may write down."""
    near = sorted(places_led(viewer.memberships) | places_kept(viewer.memberships))
    return or_(Organisation.id.in_(near), scope_of_managing(viewer).condition())
