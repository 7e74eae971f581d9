"""A process that the one who looks owns; to others it does not exist here."""

from __future__ import annotations

from app.access.policy import Viewer, current_viewer
from app.foundation.errors import NotFound
from app.processes.policy import may_own
from app.processes.queries import ProcessRow, find_process


def owned_process(key: str) -> tuple[Viewer, ProcessRow]:
    """Return who looks and a process they own; raises NotFound."""
    viewer, process = current_viewer(), find_process(key)
    if process is None or not may_own(viewer, process.owner_organisation_id):
        raise NotFound
    return viewer, process
