"""Take away what nobody handed in, and contents that no row names."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete

from app.audit.commands import record
from app.audit.models import Actor
from app.documents.commands.content import list_contents
from app.documents.commands.store_file import STREAM
from app.documents.models import StoredFile
from app.documents.queries.kept_contents import named_hashes
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.transaction import command

YOUNG = 24 * 3600.0


@dataclass(frozen=True, kw_only=True)
class Tidied:
    """How many rows and contents went."""

    rows: int
    contents: int


@command
def tidy_files(*, older_than: timedelta, tidied_by: Actor) -> Tidied:
    """Delete files that were never handed in and are older, then contents that no row names.

    A content younger than a day stays: its row may be on its way.
    """
    gone = delete(StoredFile).where(StoredFile.submitted_at.is_(None), StoredFile.created_at < now() - older_than)
    rows = int(getattr(db.session.execute(gone.execution_options(synchronize_session=False)), "rowcount", 0))
    named = named_hashes()
    contents = 0
    for path in list_contents():
        if path.name not in named and time.time() - path.stat().st_mtime > YOUNG:
            path.unlink(missing_ok=True)
            contents += 1
    if rows or contents:
        record(STREAM, "files tidied", tidied_by, {"rows": rows, "contents": contents})
    return Tidied(rows=rows, contents=contents)
