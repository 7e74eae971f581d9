"""Ask people to read a document and confirm it: a case of acquaintance that shows them a copy of the file."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from flask_babel import gettext as _

from app.access.policy import Post, Viewer
from app.audit.commands import record
from app.documents.commands.hand_in import hand_in_files
from app.documents.commands.store_file import STREAM
from app.documents.models import StoredFile
from app.documents.policy.paper_rights import require_papers
from app.documents.queries import get_file_visible_to
from app.documents.queries.acquaintance import COPY_FIELD, PROCESS, read_sheet
from app.documents.queries.readers import Candidate
from app.engine.commands import start_case
from app.engine.commands.start_case import Started
from app.engine.events import CaseStarted, NoticeGiven
from app.engine.models import Case
from app.engine.queries import get_case_visible_to
from app.foundation import words
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from app.foundation.transaction import announce, command

MOST_READERS: Final = 500
"""More people than this are asked in several sheets: one case holds them all."""


def ask_to_acquaint(
    file_id: str,
    *,
    title: str,
    due_on: date,
    note: str,
    readers: Sequence[Candidate],
    on_paper: Sequence[tuple[str, str]],
    asked_by: Viewer,
    post: Post,
) -> Started:
    """Open the case of acquaintance with a file of a case, in the organisation of the sender's post.

    `on_paper` are names and posts of people without an account. Raises NotFound, NotAllowed, InvalidInput (`due_on`,
    `readers`).
    """
    file = get_file_visible_to(asked_by, file_id)
    if file.submitted_at is None or file.case_id is None:
        raise NotFound
    require_papers(asked_by, file.case_id)
    problems = {}
    if due_on < words.local_today():
        problems["due_on"] = str(_("Choose today or a later day"))
    if not readers and not on_paper:
        problems["readers"] = str(_("Choose at least one person"))
    if len(readers) + len(on_paper) > MOST_READERS:
        problems["readers"] = str(_("Not more than %(most)d people in one sheet", most=MOST_READERS))
    if problems:
        raise InvalidInput(problems=problems)
    values: dict[str, Any] = {
        "document_title": title,
        "due_on": due_on,
        "note": note or None,
        "source_case": get_case_visible_to(asked_by, file.case_id).number,
        "readers": [
            {"person": one.person_id, "name": one.name, "post": one.post, "organisation": one.organisation}
            for one in readers
        ],
        "paper_readers": [{"name": name, "post": work} for name, work in on_paper],
        COPY_FIELD: [_copy(file_id, asked_by)],
    }
    return start_case(
        process_key=PROCESS,
        organisation_id=post.organisation_id,
        started_by=asked_by.actor(post),
        role=post.role.value,
        variables=values,
    )


@command
def _copy(file_id: str, viewer: Viewer) -> str:
    """Keep a row of the asker for the same content; the case takes it when it begins, else it is tidied away."""
    file = get_file_visible_to(viewer, file_id)
    row = StoredFile(
        id=secrets.token_hex(12),
        uploaded_by=viewer.person_id,
        uploaded_by_name=viewer.name,
        name=file.name,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
        kind=file.kind,
        field_key=COPY_FIELD,
        copy_of_id=file.id,
        created_at=now(),
    )
    db.session.add(row)
    db.session.flush()
    record(STREAM, "document shown", viewer.actor(), {"file": row.id, "copy of": file.id, "sha256": file.sha256})
    return row.id


def take_copies(happened: CaseStarted) -> None:
    """Let the copies become files of the case that shows them; called inside the command that opens it."""
    if happened.process_key != PROCESS:
        return
    case = db.session.get_one(Case, happened.case_id)
    ids = (case.readable or {}).get(COPY_FIELD) or []
    hand_in_files([one for one in ids if isinstance(one, str)], case_id=case.id, person_id=happened.initiator_id)


@command
def remind_readers(case_id: int, *, reminded_by: Viewer) -> int:
    """Send a notice to everybody who has not read yet and return how many they are.

    Raises NotFound, NotAllowed for anybody but who may add papers to the case, Conflict when nobody is left.
    """
    case = get_case_visible_to(reminded_by, case_id)
    require_papers(reminded_by, case_id)
    if case.process_key != PROCESS:
        raise NotFound
    if case.status.is_closed:
        raise Conflict
    waiting = tuple(one.person_id for one in read_sheet(case_id).waiting if one.person_id is not None)
    if not waiting:
        raise Conflict
    text = str(_("Please read the document and confirm it: %(title)s", title=case.title))
    announce(NoticeGiven(case_id=case_id, element_id="read_document", text=text, to=waiting))
    record(STREAM, "readers reminded", reminded_by.actor(), {"case": case_id, "people": len(waiting)})
    return len(waiting)


def acting_post(viewer: Viewer, case_id: int) -> Post:
    """Return the post in which somebody asks: the acting one, else that nearest above the case. Raises NotAllowed."""
    case = get_case_visible_to(viewer, case_id)
    if viewer.acting is not None:
        return viewer.acting
    fitting = [post for post in viewer.memberships if post.organisation_id == case.organisation_id]
    if not viewer.memberships:
        raise NotAllowed
    return (fitting or list(viewer.memberships))[0]
