"""What this room tells the rooms below it."""

from __future__ import annotations

from app.access.policy import register_posts_source, register_stand_ins_source
from app.organisation.queries.absences import list_stand_ins
from app.organisation.queries.people import list_posts


def install_organisation() -> None:
    """Let the access room know which posts a person holds and whom they substitute."""
    register_posts_source(list_posts)
    register_stand_ins_source(list_stand_ins)
