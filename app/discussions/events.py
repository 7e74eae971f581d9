"""What is said about cases, for the rooms above; announced inside the command's transaction."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class CommentWritten:
    """Something new was said: a comment, a question or an answer; `mentioned` are the people who were named in it."""

    case_id: int
    comment_id: int
    text: str
    author_id: int
    author_name: str
    mentioned: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CommentChanged:
    """A comment reads otherwise now; an empty `text` means that it was deleted."""

    case_id: int
    comment_id: int
    text: str


@dataclass(frozen=True, kw_only=True)
class QuestionAsked:
    """Somebody is asked for an answer. The comment was announced as well."""

    case_id: int
    comment_id: int
    text: str
    author_name: str
    asked_id: int


@dataclass(frozen=True, kw_only=True)
class QuestionAnswered:
    """A question has its answer. The answer was announced as a comment as well."""

    case_id: int
    question_id: int
    text: str
    author_name: str
    asker_id: int
