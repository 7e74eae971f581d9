"""One file, or those of a case, through the eyes of a viewer."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_, select

from app.access.policy import Viewer
from app.documents.models import StoredFile
from app.engine.queries.visibility import CASE, sees_case
from app.foundation.database import db
from app.foundation.errors import NotFound


def _visible(viewer: Viewer) -> ColumnElement[bool]:
    """One's own uploads until they are handed in; from then on whoever sees the case, and nobody else."""
    own = and_(StoredFile.uploaded_by == viewer.person_id, StoredFile.submitted_at.is_(None))
    seen = select(CASE.c.id).where(CASE.c.id == StoredFile.case_id, sees_case(viewer))
    return or_(own, and_(StoredFile.submitted_at.is_not(None), StoredFile.case_id.in_(seen)))


def get_file_visible_to(viewer: Viewer, file_id: str) -> StoredFile:
    """Return a file; raises NotFound also when this person must not know of it."""
    found = db.session.scalar(select(StoredFile).where(StoredFile.id == file_id, _visible(viewer)))
    if found is None:
        raise NotFound(file=file_id)
    return found


def find_file_of_case(viewer: Viewer, file_id: str, case_id: int | None) -> StoredFile | None:
    """Return a file the person may see and attach in this case: one of the case, or an own one of no case yet."""
    query = select(StoredFile).where(StoredFile.id == file_id, _visible(viewer))
    found = db.session.scalar(query)
    return found if found is not None and found.case_id in (case_id, None) else None


def list_files_of_case(viewer: Viewer, case_id: int) -> list[StoredFile]:
    """Return the files handed in with a case, the latest first; nothing when the person may not see it."""
    query = select(StoredFile).where(
        StoredFile.case_id == case_id, StoredFile.submitted_at.is_not(None), _visible(viewer)
    )
    return list(db.session.scalars(query.order_by(StoredFile.submitted_at.desc(), StoredFile.name, StoredFile.id)))
