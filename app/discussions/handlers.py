"""What becomes of questions when somebody may not read the case any more."""

from __future__ import annotations

from sqlalchemy import select

from app.audit.commands import record
from app.discussions.models import Comment, CommentKind
from app.discussions.queries.people import needs_no_right
from app.engine.commands.readers import readers_stream
from app.engine.events import ReaderRevoked
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.events import subscribe


def install_question_ends() -> None:
    """Let the room hear of rights that are taken back."""
    subscribe(ReaderRevoked, end_questions_to)


def end_questions_to(happened: ReaderRevoked) -> None:
    """Take back the questions that a person could not answer any more, so that none waits for nobody."""
    waits = (Comment.kind == CommentKind.QUESTION, Comment.closed_at.is_(None), Comment.asked_id == happened.person_id)
    questions = list(db.session.scalars(select(Comment).where(Comment.case_id == happened.case_id, *waits)))
    if not questions or needs_no_right(happened.person_id, happened.case_id):
        return
    for question in questions:
        question.closed_at = now()
    db.session.flush()
    for question in questions:
        stream = readers_stream(happened.case_id)
        record(stream, "close_question", happened.revoked_by, {"comment": question.id, "reason": "revoked"})
