"""Who asks for reports, reminds and signs; what anybody may see follows the tree of organisations."""

from __future__ import annotations

from typing import Final

from app.access.models import Role
from app.access.policy import Viewer
from app.organisation.queries import current_tree

ASKS: Final = frozenset({Role.MOUO_HEAD, Role.REGIONAL_OFFICER, Role.REGIONAL_COORDINATOR})
"""Who introduces the reporting for an authority: a post in it or above it."""
REMINDS: Final = frozenset({Role.MOUO_OFFICER, *ASKS})
SIGNS: Final = frozenset({Role.SCHOOL_DIRECTOR, Role.MOUO_HEAD})


def _holds_above(viewer: Viewer, roles: frozenset[Role], organisation_id: int) -> bool:
    above = set(current_tree().node(organisation_id).ids)
    return any(post.role in roles and post.organisation_id in above for post in viewer.memberships)


def may_ask(viewer: Viewer, organisation_id: int) -> bool:
    """Tell whether the person introduces or ends the reporting of this authority."""
    return _holds_above(viewer, ASKS, organisation_id)


def may_remind(viewer: Viewer, organisation_id: int) -> bool:
    """Tell whether the person reminds the debtors below this organisation."""
    return _holds_above(viewer, REMINDS, organisation_id)
