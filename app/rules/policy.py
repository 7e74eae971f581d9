"""Who may change the settings of a process where; the commands ask again."""

from __future__ import annotations

from app.access.policy import Viewer
from app.organisation.queries import current_tree
from app.processes.commands import OWNERS


def may_change_settings(viewer: Viewer, organisation_id: int) -> bool:
    """Say whether the person is process owner or system administrator of the organisation or above it."""
    path = current_tree().node(organisation_id).path
    return any(path.startswith(post.organisation_path) for post in viewer.posts_with(*OWNERS))
