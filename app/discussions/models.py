"""Comments on a case, questions and their answers, earlier texts, and who was named."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Model, UtcTime, enum_column

_UNANSWERED = text("kind = 'question' AND closed_at IS NULL")


class CommentKind(StrEnum):
    """What was said: a remark to everybody, a question to one person, or the answer to a question."""

    COMMENT = "comment"
    QUESTION = "question"
    ANSWER = "answer"


class Comment(Model):
    """Something that was said about a case. Plain text; the case and its tasks do not change by it.

    A question has `asked_id`; it is closed by its answer (`question_id` of that points here) or taken back.
    `deleted_at` hides the text from everybody, `edited_at` says that it read otherwise before (CommentText).
    """

    __tablename__ = "comment"
    __table_args__ = (
        Index("ix_comment_case", "case_id", "id"),
        Index("ix_comment_asked", "asked_id", "id", postgresql_where=_UNANSWERED, sqlite_where=_UNANSWERED),
        Index("ix_comment_asker", "author_id", "id", postgresql_where=_UNANSWERED, sqlite_where=_UNANSWERED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("process_case.id", ondelete="CASCADE"))
    kind: Mapped[CommentKind] = mapped_column(enum_column(CommentKind, "comment_kind"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    author_name: Mapped[str] = mapped_column(String(300))
    text: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcTime)
    edited_at: Mapped[datetime | None] = mapped_column(UtcTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcTime)
    asked_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_name: Mapped[str] = mapped_column(String(300), default="")
    question_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"), index=True)
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime)


class CommentText(Model):
    """How a comment read before it was changed or deleted."""

    __tablename__ = "comment_text"

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
    until: Mapped[datetime] = mapped_column(UtcTime)


class CommentMention(Model):
    """Somebody who was named in a comment: they were told, and may read the case."""

    __tablename__ = "comment_mention"
    __table_args__ = (UniqueConstraint("comment_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
