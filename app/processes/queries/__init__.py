"""The catalogue, the versions and what is parsed of them once and kept live."""

from app.processes.queries.catalogue import (
    Gap,
    ProcessRow,
    Startable,
    VersionRow,
    current_version_id,
    get_process,
    list_gaps,
    list_processes,
    list_startable,
    list_versions,
)
from app.processes.queries.live import Live, definition_of, forms_of, live_version, outline_of, package_of, settings_of

__all__ = [
    "Gap",
    "Live",
    "ProcessRow",
    "Startable",
    "VersionRow",
    "current_version_id",
    "definition_of",
    "forms_of",
    "get_process",
    "list_gaps",
    "list_processes",
    "list_startable",
    "list_versions",
    "live_version",
    "outline_of",
    "package_of",
    "settings_of",
]
