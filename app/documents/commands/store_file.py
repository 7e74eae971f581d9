"""Store a file that somebody attached."""

from __future__ import annotations

import secrets
from typing import IO, Protocol

from sqlalchemy import select

from app.audit.commands import record
from app.audit.models import Actor
from app.documents.commands.content import Received, keep, received
from app.documents.commands.scanning import require_clean
from app.documents.models import StoredFile
from app.documents.policy import recognise, tidy_name
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.transaction import command

STREAM = "documents"


class Upload(Protocol):
    """What Werkzeug gives of an uploaded file."""

    filename: str | None

    @property
    def stream(self) -> IO[bytes]:
        """The bytes."""


class Uploader(Protocol):
    """Who uploads: a viewer, or somebody without an account (`person_id` None) to whom a link was given."""

    @property
    def person_id(self) -> int | None:
        """The person, if there is one."""

    @property
    def name(self) -> str:
        """How the record names them."""

    def actor(self) -> Actor:
        """Return who the record names."""


def store_file(
    upload: Upload,
    *,
    viewer: Uploader,
    case_id: int | None = None,
    task_id: int | None = None,
    field_key: str = "",
    kind: str = "",
) -> StoredFile:
    """Store an uploaded file and return its row; only the uploader sees it until its task is handed in.

    The content is written and examined before the transaction begins. Raises FileNotTaken.
    The caller has asked whether the person may do this task.
    """
    name = tidy_name(upload.filename)
    with received(upload.stream) as content:
        with content.path.open("rb") as file:
            media_type = recognise(name, file, content.size)
        require_clean(content.path)
        keep(content)
        return _add_row(name, media_type, content, viewer, case_id, task_id, field_key, kind)


@command
def _add_row(
    name: str,
    media_type: str,
    content: Received,
    viewer: Uploader,
    case_id: int | None,
    task_id: int | None,
    field_key: str,
    kind: str,
) -> StoredFile:
    before = find_before(name, case_id, field_key) if case_id is not None else None
    row = StoredFile(
        id=secrets.token_hex(12),
        case_id=case_id,
        task_id=task_id,
        uploaded_by=viewer.person_id,
        uploaded_by_name=viewer.name,
        name=name,
        media_type=media_type,
        size=content.size,
        sha256=content.sha256,
        kind=kind[:120],
        field_key=field_key[:200],
        version=before.version + 1 if before else 1,
        replaces_id=before.id if before else None,
        created_at=now(),
    )
    db.session.add(row)
    db.session.flush()
    facts = {"file": row.id, "name": name, "size": row.size, "sha256": row.sha256, "case": case_id, "task": task_id}
    record(STREAM, "file stored", viewer.actor(), facts)
    return row


def find_before(name: str, case_id: int, field_key: str) -> StoredFile | None:
    """Return the handed-in file of this name in this field of the case, if any."""
    query = select(StoredFile).where(
        StoredFile.case_id == case_id,
        StoredFile.field_key == field_key,
        StoredFile.name == name,
        StoredFile.submitted_at.is_not(None),
    )
    return db.session.scalar(query.order_by(StoredFile.version.desc()).limit(1))
