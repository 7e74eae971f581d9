"""Which views a person sees, and with whom they may share one."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, or_, select

from app.access.models import Role
from app.access.policy import Viewer, role_name
from app.documents.policy.journal_rights import kept_organisation_ids
from app.foundation.database import db
from app.organisation.models import Membership
from app.organisation.policy.scope import scope_of
from app.organisation.queries import current_tree
from app.views.models import SavedView


def visible_views(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition on views: one's own, and those shared with an organisation or a role of one's own posts."""
    parts: list[ColumnElement[bool]] = [SavedView.person_id == viewer.person_id]
    roles: dict[int, list[str]] = {}
    for post in viewer.memberships:
        roles.setdefault(post.organisation_id, [""]).append(post.role.value)
    parts.extend(
        and_(SavedView.organisation_id == organisation_id, SavedView.role.in_(held))
        for organisation_id, held in sorted(roles.items())
    )
    return or_(*parts)


def may_share(viewer: Viewer, organisation_id: int, role: str) -> bool:
    """Tell whether the person is of the office of this organisation and the role exists."""
    return organisation_id in kept_organisation_ids(viewer) and (not role or role in set(Role))


def shared_words(view: SavedView) -> str:
    """Return whom a view is shared with, empty for nobody."""
    node = current_tree().nodes.get(view.organisation_id) if view.organisation_id else None
    if node is None:
        return ""
    return f"{node.short_name}: {role_name(view.role)}" if view.role else node.short_name


def organisation_word(viewer: Viewer, organisation_id: int | None) -> str:
    """Return the organisation of a filter as this reader may know it, empty for none."""
    if organisation_id is None:
        return ""
    node = current_tree().nodes.get(organisation_id)
    if node is None or not scope_of(viewer).contains(node.id, node.path):
        return str(_("one that you do not see"))
    return node.short_name


def list_shares(viewer: Viewer) -> list[tuple[str, str]]:
    """Return with whom the person may share a view, as values and words: an organisation, or a role held in it."""
    kept = sorted(kept_organisation_ids(viewer))
    query = select(Membership.organisation_id, Membership.role).where(Membership.organisation_id.in_(kept)).distinct()
    held = sorted(db.session.execute(query).all()) if kept else []
    found: list[tuple[str, str]] = []
    for organisation_id in kept:
        name = current_tree().node(organisation_id).short_name
        found.append((str(organisation_id), name))
        roles = [role for one, role in held if one == organisation_id]
        found.extend((f"{organisation_id}:{role.value}", f"{name}: {role_name(role)}") for role in roles)
    return found
