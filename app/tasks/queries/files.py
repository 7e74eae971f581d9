"""The files of a task's form: kept by the documents room, shown again to those who may see the case."""

from __future__ import annotations

from app.access.policy import Viewer
from app.engine.queries import TaskView
from app.forms.fields.files import FindFile, Store


def file_store(viewer: Viewer, task: TaskView) -> Store | None:
    """Return what keeps a new file of this task."""
    return None


def file_finder(viewer: Viewer, task: TaskView) -> FindFile | None:
    """Return what finds a kept file of this case by its id."""
    return None
