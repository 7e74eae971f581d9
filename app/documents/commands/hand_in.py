"""Hand files in with the task, or with the start, whose answers name them; called inside that command."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import select, update

from app.documents.models import StoredFile
from app.foundation.clock import now
from app.foundation.database import db


def hand_in_with_task(*, case_id: int, task_id: int, answers: Any, person_id: int | None) -> int:
    """Let everybody who sees the case see the files of this task that the answers name; return how many."""
    waiting = select(StoredFile.id).where(StoredFile.task_id == task_id, StoredFile.submitted_at.is_(None))
    ids = set(db.session.scalars(waiting))
    return _hand_in(ids & set(_texts(answers)), case_id, person_id) if ids else 0


def hand_in_files(file_ids: Collection[str], *, case_id: int, person_id: int | None) -> int:
    """The same for files uploaded before there was a case; only the uploader's own are taken."""
    return _hand_in(set(file_ids), case_id, person_id) if file_ids else 0


def _hand_in(file_ids: set[str], case_id: int, person_id: int | None) -> int:
    if not file_ids:
        return 0
    own = (
        update(StoredFile)
        .where(
            StoredFile.id.in_(sorted(file_ids)),
            StoredFile.uploaded_by.is_not_distinct_from(person_id),
            StoredFile.submitted_at.is_(None),
            (StoredFile.case_id == case_id) | StoredFile.case_id.is_(None),
        )
        .values(case_id=case_id, submitted_at=now())
        .execution_options(synchronize_session=False)
    )
    return int(getattr(db.session.execute(own), "rowcount", 0))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
