"""The files of a task's form: kept by the documents room, shown again to those who may see the case."""

from __future__ import annotations

from collections.abc import Mapping

from flask import url_for

from app.access.policy import Viewer
from app.documents.commands import store_file
from app.documents.models import StoredFile as Row
from app.documents.policy import FileNotTaken
from app.documents.queries import find_file_of_case, list_files_of_case
from app.engine.queries import TaskView
from app.forms import FileRefused
from app.forms.fields.files import FindFile, Store, StoredFile, Upload


def file_store(viewer: Viewer, task: TaskView) -> Store | None:
    """Return what keeps a new file of this task; nothing is kept of somebody who may not do it."""
    if not task.can_complete:
        return None

    def store(upload: Upload, field_name: str) -> StoredFile:
        try:
            # The same upload object: what the form needs of it is the part that documents need too.
            row = store_file(
                upload,  # type: ignore[arg-type]
                viewer=viewer,
                case_id=task.case_id,
                task_id=task.task_id,
                field_key=field_name,
            )
        except FileNotTaken as refused:
            raise FileRefused(refused.ru, refused.en) from refused
        return _shown(row)

    return store


def file_finder(viewer: Viewer, task: TaskView) -> FindFile:
    """Return what finds a kept file of this case by its id."""

    def find(file_id: str) -> StoredFile | None:
        row = find_file_of_case(viewer, file_id, task.case_id)
        return _shown(row) if row is not None else None

    return find


def files_of(viewer: Viewer, case_id: int) -> Mapping[str, StoredFile]:
    """Return the files handed in with a case by their id, the latest first."""
    return {row.id: _shown(row) for row in list_files_of_case(viewer, case_id)}


def _shown(row: Row) -> StoredFile:
    return StoredFile(
        id=row.id,
        name=row.name,
        size=row.size,
        added_at=row.created_at,
        url=url_for("documents.download", file_id=row.id),
    )
