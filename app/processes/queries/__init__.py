"""The catalogue, the versions and what is parsed of them once and kept live."""

from app.processes.queries.catalogue import (
    ProcessRow,
    Startable,
    VersionRow,
    current_version_id,
    find_process,
    get_process,
    list_processes,
    list_startable,
    list_versions,
)
from app.processes.queries.gaps import Gap, list_gaps
from app.processes.queries.live import (
    Live,
    definition_of,
    forget_versions,
    forms_of,
    live_version,
    outline_of,
    package_of,
    settings_of,
)
from app.processes.queries.settings import Setting, settings_variable
from app.processes.queries.terms import InForce, has_changes, list_changes, list_coming, list_in_force, settings_for

__all__ = [
    "Gap",
    "InForce",
    "Live",
    "ProcessRow",
    "Setting",
    "Startable",
    "VersionRow",
    "current_version_id",
    "definition_of",
    "find_process",
    "forget_versions",
    "forms_of",
    "get_process",
    "has_changes",
    "list_changes",
    "list_coming",
    "list_gaps",
    "list_in_force",
    "list_processes",
    "list_startable",
    "list_versions",
    "live_version",
    "outline_of",
    "package_of",
    "settings_for",
    "settings_of",
    "settings_variable",
]
