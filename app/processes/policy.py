"""Who may draw and publish: a process owner, for processes that belong to the organisation of the post or below it.

A process without an owner organisation (the shipped ones) belongs to the whole installation: only an owner whose post
is at the top of the tree changes it. To everybody else drafts do not exist.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.access.models import Role
from app.access.policy import Post, Viewer
from app.audit.models import Actor
from app.foundation.clock import now
from app.foundation.errors import NotFound
from app.organisation.queries import current_tree
from app.organisation.queries.people import list_posts


def may_own(viewer: Viewer, owner_organisation_id: int | None) -> bool:
    """Say whether the person may draw and publish processes of that organisation (None: of the installation)."""
    return _reaches(viewer.posts_with(Role.PROCESS_OWNER), owner_organisation_id)


def is_owner_somewhere(viewer: Viewer) -> bool:
    """Say whether the person owns processes of any organisation."""
    return viewer.holds(Role.PROCESS_OWNER)


def owner_organisation_of(viewer: Viewer) -> int | None:
    """Return whose a process is that this person draws anew: of the acting post, None at the top of the tree."""
    posts = viewer.posts_with(Role.PROCESS_OWNER)
    chosen = viewer.acting if viewer.acting in posts else next(iter(posts), None)
    if chosen is None:
        raise NotFound
    return None if _is_top(chosen) else chosen.organisation_id


def require_owner(actor: Actor, owner_organisation_id: int | None) -> None:
    """Raise NotFound unless the actor holds the right today; the system itself may do everything."""
    if actor.person_id is None:
        return
    posts = [post for post in list_posts(actor.person_id, now().date()) if post.role is Role.PROCESS_OWNER]
    if not _reaches(posts, owner_organisation_id):
        raise NotFound


def _reaches(posts: Iterable[Post], owner_organisation_id: int | None) -> bool:
    if owner_organisation_id is None:
        return any(_is_top(post) for post in posts)
    node = current_tree().nodes.get(owner_organisation_id)
    return node is not None and any(node.path.startswith(post.organisation_path) for post in posts)


def _is_top(post: Post) -> bool:
    return post.organisation_path.strip("/").count("/") == 0
