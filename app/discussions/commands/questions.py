"""Ask somebody about a case without sending it back, answer, take the question back."""

from __future__ import annotations

from typing import Final

from sqlalchemy import func, select

from app.access.policy import Viewer
from app.audit.commands import record
from app.discussions.commands.write import add_comment, announce_comment, bring_in, checked_text
from app.discussions.events import QuestionAnswered, QuestionAsked
from app.discussions.models import Comment, CommentKind
from app.engine.commands.readers import readers_stream
from app.engine.queries import get_case_visible_to
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from app.foundation.transaction import announce, command

MOST_OPEN: Final = 20
"""How many questions of one case may wait for an answer at a time."""


@command
def ask_question(case_id: int, *, text: str, asked_id: int, asked_by: Viewer) -> int:
    """Ask a person about a case; no term and no task changes. Returns the id of the question.

    Raises NotFound, InvalidInput, NotAllowed when the person cannot be asked, Conflict when too many wait already.
    """
    said = checked_text(text)
    get_case_visible_to(asked_by, case_id)
    if asked_id == asked_by.person_id:
        raise InvalidInput(problems={"asked": "oneself"})
    waiting = (Comment.kind == CommentKind.QUESTION, Comment.closed_at.is_(None), Comment.case_id == case_id)
    if (db.session.scalar(select(func.count()).select_from(Comment).where(*waiting)) or 0) >= MOST_OPEN:
        raise Conflict(case_id=case_id)
    question = add_comment(case_id, CommentKind.QUESTION, said, asked_by, asked_id=asked_id)
    bring_in(case_id, question, (asked_id,), asked_by)
    announce_comment(question, ())
    announce(
        QuestionAsked(
            case_id=case_id,
            comment_id=question.id,
            text=said,
            author_name=question.author_name,
            asked_id=asked_id,
        )
    )
    return question.id


@command
def answer_question(question_id: int, *, text: str, answered_by: Viewer) -> int:
    """Answer a question one was asked; returns the id of the answer.

    Raises NotFound, NotAllowed, Conflict when it has been answered or taken back, InvalidInput.
    """
    said = checked_text(text)
    question = lock_comment(question_id, answered_by)
    if question.asked_id != answered_by.person_id:
        raise NotAllowed(help=question.asked_name)
    _require_waiting(question)
    question.closed_at = now()
    answer = add_comment(question.case_id, CommentKind.ANSWER, said, answered_by, question_id=question.id)
    announce_comment(answer, ())
    announce(
        QuestionAnswered(
            case_id=question.case_id,
            question_id=question.id,
            text=said,
            author_name=answer.author_name,
            asker_id=question.author_id,
        )
    )
    return answer.id


@command
def close_question(question_id: int, *, closed_by: Viewer) -> None:
    """Take a question back that has become needless; only who asked may. Raises NotFound, NotAllowed, Conflict."""
    question = lock_comment(question_id, closed_by)
    if question.author_id != closed_by.person_id:
        raise NotAllowed(help=question.author_name)
    _require_waiting(question)
    question.closed_at = now()
    db.session.flush()
    record(readers_stream(question.case_id), "close_question", closed_by.actor(), {"comment": question.id})


def lock_comment(comment_id: int, viewer: Viewer) -> Comment:
    """Lock and return a comment of a case that the viewer may see; raises NotFound."""
    comment = db.session.scalar(select(Comment).where(Comment.id == comment_id).with_for_update())
    if comment is None or comment.deleted_at is not None:
        raise NotFound(comment_id=comment_id)
    get_case_visible_to(viewer, comment.case_id)
    return comment


def _require_waiting(question: Comment) -> None:
    if question.kind is not CommentKind.QUESTION:
        raise NotFound(comment_id=question.id)
    if question.closed_at is not None:
        raise Conflict(comment_id=question.id)
