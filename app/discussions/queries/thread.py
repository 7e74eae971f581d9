"""The discussion of a case as its page shows it, and the questions that wait for a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from app.access.models import Person, Role
from app.access.policy import Viewer
from app.discussions.models import Comment, CommentKind, CommentMention, CommentText
from app.discussions.policy import may_change
from app.discussions.queries.people import list_nameable
from app.engine.models import Case
from app.engine.queries import CaseRow
from app.engine.queries.readers import ReaderRow, list_readers
from app.engine.queries.visibility import CASE, sees_case
from app.foundation.database import db

PAGE: Final = 50
SHORT: Final = 5
MOST_QUESTIONS: Final = 100
_LINK: Final = re.compile(r"https?://[^\s<>\"'«»]{1,500}[^\s<>\"'«».,;:!?)\]]")


@dataclass(frozen=True, kw_only=True)
class Part:
    """A piece of plain text, or of a link when `href` is given."""

    text: str
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that was said. `earlier` are the texts it had before, `answer` is the answer to a question."""

    id: int
    kind: CommentKind
    who: str
    at: datetime
    parts: tuple[Part, ...]
    text: str
    named: tuple[str, ...]
    earlier: tuple[tuple[datetime, str], ...]
    edited_at: datetime | None
    deleted_at: datetime | None
    asked: str
    waits: bool
    is_closed: bool
    answer: Line | None
    may_change: bool
    may_delete: bool
    may_answer: bool
    may_close: bool


@dataclass(frozen=True, kw_only=True)
class Thread:
    """The discussion of a case, latest last; `older` is the id before which more was said."""

    number: str
    lines: tuple[Line, ...]
    waiting: tuple[Line, ...]
    readers: tuple[ReaderRow, ...]
    revocable: frozenset[int]
    people: tuple[tuple[int, str], ...]
    author_id: int | None
    older: int | None


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question that waits, for the lists of a person."""

    id: int
    text: str
    at: datetime
    author_name: str
    asked_name: str
    case_number: str
    case_title: str


def thread_of(viewer: Viewer, case: CaseRow, *, before: int | None = None, limit: int = PAGE) -> Thread:
    """Return the discussion of a case that the viewer may see."""
    own = select(Comment).where(Comment.case_id == case.case_id)
    said = own.where(Comment.kind != CommentKind.ANSWER)
    if before is not None:
        said = said.where(Comment.id < before)
    rows = list(db.session.scalars(said.order_by(Comment.id.desc()).limit(limit + 1)))
    shown = rows[:limit][::-1]
    open_ones = own.where(Comment.kind == CommentKind.QUESTION, Comment.closed_at.is_(None)).order_by(Comment.id)
    waiting = list(db.session.scalars(open_ones))
    lines = {line.id: line for line in _lines(viewer, [*shown, *(row for row in waiting if row not in shown)])}
    readers = list_readers(case.case_id)
    return Thread(
        number=case.number,
        lines=tuple(lines[row.id] for row in shown),
        waiting=tuple(lines[row.id] for row in waiting),
        readers=readers,
        revocable=frozenset(one.person_id for one in readers if may_revoke(viewer, case, one)),
        people=tuple(list_nameable(viewer, case.case_id)),
        author_id=case.initiator_id if case.initiator_id != viewer.person_id else None,
        older=shown[0].id if len(rows) > limit else None,
    )


def may_revoke(viewer: Viewer, case: CaseRow, reader: ReaderRow) -> bool:
    """Say whether the viewer may take a right to read back: who gave it, who opened the case, an administrator."""
    return viewer.person_id in (reader.given_by, case.initiator_id) or viewer.holds(Role.SYSADMIN)


def get_line(viewer: Viewer, comment: Comment) -> Line:
    """Return one comment as the thread shows it."""
    return _lines(viewer, [comment])[0]


def list_questions(viewer: Viewer, *, asked_of_me: bool) -> tuple[Question, ...]:
    """Return the questions that wait for the viewer, or those of the viewer that wait for others; oldest first."""
    mine = Comment.asked_id == viewer.person_id if asked_of_me else Comment.author_id == viewer.person_id
    query = (
        select(Comment, Case.number, Case.title)
        .join(Case, Case.id == Comment.case_id)
        .where(Comment.kind == CommentKind.QUESTION, Comment.closed_at.is_(None), mine)
        .where(Case.id.in_(select(CASE.c.id).where(CASE.c.id == Case.id, sees_case(viewer))))
        .order_by(Comment.id)
        .limit(MOST_QUESTIONS)
    )
    return tuple(
        Question(
            id=comment.id,
            text=comment.text,
            at=comment.at,
            author_name=comment.author_name,
            asked_name=comment.asked_name,
            case_number=number,
            case_title=title,
        )
        for comment, number, title in db.session.execute(query)
    )


def parts_of(text: str) -> tuple[Part, ...]:
    """Return a text cut into plain pieces and links that a browser may follow: http and https, nothing else."""
    found, end = [], 0
    for match in _LINK.finditer(text):
        found += [Part(text=text[end : match.start()]), Part(text=match.group(), href=match.group())]
        end = match.end()
    return tuple(part for part in (*found, Part(text=text[end:])) if part.text)


def _lines(viewer: Viewer, rows: Iterable[Comment]) -> tuple[Line, ...]:
    comments = list(rows)
    questions = [row.id for row in comments if row.kind is CommentKind.QUESTION]
    answers = {
        row.question_id: row for row in db.session.scalars(select(Comment).where(Comment.question_id.in_(questions)))
    }
    ids = [row.id for row in (*comments, *answers.values())]
    earlier, named = _earlier(ids), _named(ids)
    told = {row.question_id: _line(viewer, row, earlier, named, None) for row in answers.values()}
    return tuple(_line(viewer, row, earlier, named, told.get(row.id)) for row in comments)


def _line(
    viewer: Viewer,
    row: Comment,
    earlier: Mapping[int, tuple[tuple[datetime, str], ...]],
    named: Mapping[int, tuple[str, ...]],
    answer: Line | None,
) -> Line:
    waits = row.kind is CommentKind.QUESTION and row.closed_at is None
    mine = may_change(row, viewer.person_id)
    settled = row.kind is CommentKind.ANSWER or (row.kind is CommentKind.QUESTION and not waits)
    return Line(
        id=row.id,
        kind=row.kind,
        who=row.author_name,
        at=row.at,
        parts=parts_of(row.text),
        text=row.text,
        named=named.get(row.id, ()) if row.kind is CommentKind.COMMENT else (),
        earlier=earlier.get(row.id, ()) if row.deleted_at is None else (),
        edited_at=row.edited_at,
        deleted_at=row.deleted_at,
        asked=row.asked_name,
        waits=waits,
        is_closed=row.kind is CommentKind.QUESTION and row.closed_at is not None,
        answer=answer,
        may_change=mine,
        may_delete=mine and not settled,
        may_answer=waits and row.asked_id == viewer.person_id,
        may_close=waits and row.author_id == viewer.person_id,
    )


def _earlier(ids: list[int]) -> dict[int, tuple[tuple[datetime, str], ...]]:
    query = select(CommentText).where(CommentText.comment_id.in_(ids)).order_by(CommentText.id)
    found: dict[int, tuple[tuple[datetime, str], ...]] = {}
    for row in db.session.scalars(query):
        found[row.comment_id] = (*found.get(row.comment_id, ()), (row.until, row.text))
    return found


def _named(ids: list[int]) -> dict[int, tuple[str, ...]]:
    query = (
        select(CommentMention.comment_id, Person.name)
        .join(Person, Person.id == CommentMention.person_id)
        .where(CommentMention.comment_id.in_(ids))
        .order_by(Person.name)
    )
    found: dict[int, tuple[str, ...]] = {}
    for comment_id, name in db.session.execute(query):
        found[comment_id] = (*found.get(comment_id, ()), name)
    return found
