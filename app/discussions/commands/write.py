"""Write a comment, and name people in it, who then may read the case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from app.access.policy import Viewer
from app.audit.commands import record
from app.discussions.events import CommentWritten
from app.discussions.models import Comment, CommentKind, CommentMention
from app.discussions.queries.people import can_be_named, names_of, needs_no_right
from app.engine.commands.readers import let_read, readers_stream
from app.engine.queries import get_case_visible_to
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import InvalidInput, NotAllowed
from app.foundation.transaction import announce, command

LONGEST: Final = 4_000
MOST_NAMED: Final = 10


@command
def write_comment(case_id: int, *, text: str, written_by: Viewer, named: Iterable[int] = ()) -> int:
    """Say something about a case that the writer may see, and name people; returns the id of the comment.

    Raises NotFound, InvalidInput for an empty or endless text or too many names, NotAllowed for people who cannot be
    named: only participants of the case may bring in people who do not see it yet.
    """
    said = checked_text(text)
    get_case_visible_to(written_by, case_id)
    people = tuple(person for person in dict.fromkeys(named) if person != written_by.person_id)
    if len(people) > MOST_NAMED:
        raise InvalidInput(problems={"named": "too many"})
    comment = add_comment(case_id, CommentKind.COMMENT, said, written_by)
    bring_in(case_id, comment, people, written_by)
    announce_comment(comment, people)
    return comment.id


def checked_text(text: str) -> str:
    """Return the text without blanks around it; raises InvalidInput for an empty or endless one."""
    said = text.replace("\r\n", "\n").strip()
    if not said or len(said) > LONGEST:
        raise InvalidInput(problems={"text": "required" if not said else "too long"})
    return said


def add_comment(
    case_id: int,
    kind: CommentKind,
    text: str,
    by: Viewer,
    *,
    asked_id: int | None = None,
    question_id: int | None = None,
) -> Comment:
    """Add the row of something that is said now."""
    actor = by.actor()
    comment = Comment(
        case_id=case_id,
        kind=kind,
        author_id=by.person_id,
        author_name=actor.name,
        text=text,
        at=now(),
        asked_id=asked_id,
        asked_name=names_of([asked_id]).get(asked_id, "") if asked_id is not None else "",
        question_id=question_id,
    )
    db.session.add(comment)
    db.session.flush()
    facts = {"comment": comment.id, "kind": kind.value, "text": text, "asked": asked_id, "question": question_id}
    record(readers_stream(case_id), "write_comment", actor, {key: fact for key, fact in facts.items() if fact})
    return comment


def bring_in(case_id: int, comment: Comment, people: tuple[int, ...], by: Viewer) -> None:
    """Note who is named, and let those read the case who would not go on seeing it; raises NotAllowed."""
    if not people:
        return
    if not can_be_named(by, case_id, people):
        raise NotAllowed(case_id=case_id)
    db.session.add_all(CommentMention(comment_id=comment.id, person_id=person) for person in people)
    db.session.flush()
    let_read(case_id, [person for person in people if not needs_no_right(person, case_id)], by.actor())


def announce_comment(comment: Comment, people: tuple[int, ...]) -> None:
    """Announce that something was said."""
    announce(
        CommentWritten(
            case_id=comment.case_id,
            comment_id=comment.id,
            text=comment.text,
            author_id=comment.author_id,
            author_name=comment.author_name,
            mentioned=people,
        )
    )
