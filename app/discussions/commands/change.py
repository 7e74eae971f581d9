"""Change or delete what one has said, for a short time; how it read before is kept."""

from __future__ import annotations

from app.access.policy import Viewer
from app.audit.commands import record
from app.discussions.commands.questions import lock_comment
from app.discussions.commands.write import checked_text
from app.discussions.events import CommentChanged
from app.discussions.models import Comment, CommentKind, CommentText
from app.discussions.policy import may_change
from app.engine.commands.readers import readers_stream
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import Conflict, NotAllowed
from app.foundation.transaction import announce, command


@command
def change_comment(comment_id: int, *, text: str, changed_by: Viewer) -> None:
    """Write one's comment anew; the earlier text stays readable.

    Raises NotFound, NotAllowed, Conflict when the time is over, InvalidInput.
    """
    said = checked_text(text)
    comment = _own(comment_id, changed_by)
    if said == comment.text:
        return
    _keep_earlier(comment)
    comment.text, comment.edited_at = said, now()
    db.session.flush()
    record(readers_stream(comment.case_id), "change_comment", changed_by.actor(), {"comment": comment.id, "text": said})
    announce(CommentChanged(case_id=comment.case_id, comment_id=comment.id, text=said))


@command
def delete_comment(comment_id: int, *, deleted_by: Viewer) -> None:
    """Take one's comment away; that there was one stays visible. Raises NotFound, NotAllowed, Conflict.

    A question that waits is closed by it; one that was answered stays.
    """
    comment = _own(comment_id, deleted_by)
    if comment.kind is CommentKind.ANSWER or (comment.kind is CommentKind.QUESTION and comment.closed_at is not None):
        raise Conflict(comment_id=comment_id, reason="answered")
    _keep_earlier(comment)
    comment.text, comment.deleted_at = "", now()
    if comment.kind is CommentKind.QUESTION:
        comment.closed_at = comment.deleted_at
    db.session.flush()
    record(readers_stream(comment.case_id), "delete_comment", deleted_by.actor(), {"comment": comment.id})
    announce(CommentChanged(case_id=comment.case_id, comment_id=comment.id, text=""))


def _own(comment_id: int, viewer: Viewer) -> Comment:
    comment = lock_comment(comment_id, viewer)
    if comment.author_id != viewer.person_id:
        raise NotAllowed(help=comment.author_name)
    if not may_change(comment, viewer.person_id):
        raise Conflict(comment_id=comment_id, reason="late")
    return comment


def _keep_earlier(comment: Comment) -> None:
    db.session.add(CommentText(comment_id=comment.id, text=comment.text, until=now()))
