"""Who may change what was said, and for how long."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from app.discussions.models import Comment
from app.foundation.clock import now

CHANGEABLE: Final = timedelta(minutes=30)


def may_change(comment: Comment, person_id: int) -> bool:
    """Say whether a person may still change or delete a comment: their own, within the time."""
    return comment.author_id == person_id and comment.deleted_at is None and now() - comment.at <= CHANGEABLE
