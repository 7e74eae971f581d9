"""Who may see, manage and decide about roadmaps: asked of the database for actors, of their posts for viewers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from app.access.models import Role
from app.access.policy import Viewer
from app.audit.models import Actor
from app.foundation.clock import today
from app.organisation.queries import current_tree, timezone_of
from app.organisation.queries.people import memberships_of
from app.roadmaps.policy.indicators import Indicator

MANAGES: Final = frozenset(
    {
        Role.SCHOOL_DIRECTOR,
        Role.MOUO_OFFICER,
        Role.MOUO_HEAD,
        Role.REGIONAL_COORDINATOR,
        Role.REGIONAL_OFFICER,
        Role.PROCESS_OWNER,
    }
)
"""Who applies plans, fills in dates, opens measures at once and decides, for their organisation and those below it."""


def _above(organisation_id: int) -> set[int]:
    return set(current_tree().node(organisation_id).ids)


def _posts(actor: Actor, organisation_id: int) -> list[tuple[Role, int]]:
    on = today(timezone_of(organisation_id))
    return [(one.role, one.organisation_id) for one in memberships_of(actor.person_id or 0, on)]


def _manages(posts: Iterable[tuple[Role, int]], organisation_id: int) -> bool:
    above = _above(organisation_id)
    return any(role in MANAGES and place in above for role, place in posts)


def actor_may_manage(actor: Actor, organisation_id: int) -> bool:
    """Tell whether the actor manages what the organisation carries out; the system always may."""
    return actor.person_id is None or _manages(_posts(actor, organisation_id), organisation_id)


def actor_may_take_part(actor: Actor, organisation_id: int) -> bool:
    """Tell whether the actor holds a post in the organisation, in its school, or manages it."""
    return actor.person_id is None or _takes_part(_posts(actor, organisation_id), organisation_id)


def _takes_part(posts: Sequence[tuple[Role, int]], organisation_id: int) -> bool:
    node = current_tree().node(organisation_id)
    near = {node.id, *([node.parent_id] if node.parent_id and node.kind == "centre" else [])}
    return any(place in near for _, place in posts) or _manages(posts, organisation_id)


def may_manage(viewer: Viewer, organisation_id: int) -> bool:
    """Tell the same of somebody who looks at a page."""
    return _manages([(post.role, post.organisation_id) for post in viewer.memberships], organisation_id)


def actor_may_give(actor: Actor, giver: str, organisation_id: int) -> bool:
    """Tell whether the actor gives facts of an organisation: in the role named, there or above; else by taking part."""
    if not giver or actor.person_id is None:
        return actor_may_take_part(actor, organisation_id)
    return _gives(_posts(actor, organisation_id), giver, organisation_id)


def may_give(viewer: Viewer, indicator: Indicator, organisation_id: int) -> bool:
    """Tell the same of somebody who looks at the page of an indicator."""
    posts = [(post.role, post.organisation_id) for post in viewer.memberships]
    if not indicator.giver:
        return _takes_part(posts, organisation_id)
    return _gives(posts, indicator.giver, organisation_id)


def _gives(posts: Iterable[tuple[Role, int]], giver: str, organisation_id: int) -> bool:
    tree = current_tree()
    places = _above(organisation_id)
    if tree.node(organisation_id).kind == "school":
        places |= {one.id for one in tree.below(organisation_id)}
    return any(role == giver and place in places for role, place in posts)


def may_manage_anything(viewer: Viewer) -> bool:
    """Tell whether the person may apply plans somewhere."""
    return viewer.holds(*MANAGES)
