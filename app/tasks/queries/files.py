"""The files of a task's form: kept by the documents room, shown again to those who may see the case."""

from __future__ import annotations

from typing import cast

from flask import url_for

from app.access.policy import Viewer
from app.documents.commands import store_file
from app.documents.commands.store_file import Upload as FileUpload
from app.documents.models import StoredFile as StoredRow
from app.documents.policy import FileNotTaken
from app.documents.queries import find_file_of_case
from app.engine.queries import TaskView
from app.forms import FileRefused, StoredFile, Upload
from app.forms.fields.files import FindFile, Store


def file_store(viewer: Viewer, task: TaskView) -> Store | None:
    """Return what keeps a new file of this task."""

    def store(upload: Upload, field_name: str) -> StoredFile:
        try:
            kept = store_file(
                cast(FileUpload, upload),
                viewer=viewer,
                case_id=task.case_id,
                task_id=task.task_id,
                field_key=field_name,
            )
        except FileNotTaken as refused:
            raise FileRefused(refused.ru, refused.en) from refused
        return _shown(kept)

    return store


def file_finder(viewer: Viewer, task: TaskView) -> FindFile | None:
    """Return what finds a kept file of this case by its id."""

    def find(file_id: str) -> StoredFile | None:
        found = find_file_of_case(viewer, file_id, task.case_id)
        return _shown(found) if found else None

    return find


def _shown(row: StoredRow) -> StoredFile:
    return StoredFile(
        id=row.id,
        name=row.name,
        size=row.size,
        added_at=row.created_at,
        url=url_for("documents.download", file_id=row.id),
    )
