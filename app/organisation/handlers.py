"""What this room tells the rooms below it."""

from __future__ import annotations

from app.access.policy import register_posts_source
from app.organisation.queries.people import list_posts


def install_organisation() -> None:
    """Let the access room know which posts a person holds."""
    register_posts_source(list_posts)
