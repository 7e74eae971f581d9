"""Who keeps a journal and who may read it.

The office of the organisation itself keeps it; whoever oversees an organisation reads the journals of it and below;
a system administrator does both. For everybody else it does not exist.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement, false, or_, true

from app.access.models import Role
from app.access.policy import Viewer
from app.engine.queries.visibility import OVERSEES
from app.foundation.errors import NotAllowed, NotFound
from app.organisation.models import Organisation
from app.organisation.queries import current_tree

KEEPERS: Final = frozenset(
    {
        Role.SCHOOL_DIRECTOR,
        Role.SCHOOL_ADMIN,
        Role.CENTRE_HEAD,
        Role.HR_ACCOUNTING,
        Role.MOUO_OFFICER,
        Role.MOUO_HEAD,
        Role.FINANCE_OFFICER,
        Role.REGIONAL_OFFICER,
        Role.REGIONAL_COORDINATOR,
        Role.INSTITUTE_METHODIST,
    }
)


def kept_organisation_ids(viewer: Viewer) -> frozenset[int]:
    """Return the organisations whose journals the person keeps by a post of their office."""
    return frozenset(post.organisation_id for post in viewer.memberships if post.role in KEEPERS)


def may_keep_journals(viewer: Viewer, organisation_id: int) -> bool:
    """Tell whether the person keeps the journals of exactly this organisation."""
    return viewer.holds(Role.SYSADMIN) or organisation_id in kept_organisation_ids(viewer)


def may_see_journals(viewer: Viewer, organisation_id: int) -> bool:
    """Tell whether the person reads the journals of this organisation."""
    node = current_tree().nodes.get(organisation_id)
    if node is None:
        return False
    above = any(post.role in OVERSEES and node.path.startswith(post.organisation_path) for post in viewer.memberships)
    return above or may_keep_journals(viewer, organisation_id)


def visible_journals(viewer: Viewer) -> ColumnElement[bool]:
    """Return the same as a condition on the table of organisations."""
    if viewer.holds(Role.SYSADMIN):
        return true()
    paths = sorted({post.organisation_path for post in viewer.memberships if post.role in OVERSEES})
    parts: list[ColumnElement[bool]] = [Organisation.path.like(f"{path}%") for path in paths]
    if kept := kept_organisation_ids(viewer):
        parts.append(Organisation.id.in_(sorted(kept)))
    return or_(*parts) if parts else false()


def require_keeper(viewer: Viewer, organisation_id: int) -> None:
    """Raise NotFound for who may not know of the journal, NotAllowed for who may only read it."""
    if not may_see_journals(viewer, organisation_id):
        raise NotFound
    if not may_keep_journals(viewer, organisation_id):
        raise NotAllowed(help=current_tree().node(organisation_id).short_name)


def may_see_some_journals(viewer: Viewer) -> bool:
    """Tell whether there can be journals that the person reads."""
    return viewer.holds(Role.SYSADMIN, *OVERSEES, *KEEPERS)
