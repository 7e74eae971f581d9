"""The catalogue of processes: what there is, what a person may start, who is missing where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.organisation.queries import Viewer


@dataclass(frozen=True, kw_only=True)
class ProcessRow:
    """A process of the catalogue with its current version (None before the first takes effect)."""

    process_id: int
    key: str
    name: str
    description: str
    family: str
    number_prefix: str
    start_roles: tuple[str, ...]
    version_id: int | None
    version_number: int | None
    published_at: datetime | None
    is_retired: bool


@dataclass(frozen=True, kw_only=True)
class Startable:
    """A process that a person may start, in one of their posts, for one organisation."""

    process_id: int
    key: str
    name: str
    description: str
    family: str
    version_id: int
    role: str
    organisation_id: int
    organisation_name: str


@dataclass(frozen=True, kw_only=True)
class VersionRow:
    """A published version in a list."""

    version_id: int
    process_id: int
    number: int
    note: str
    sha256: str
    published_at: datetime
    published_by_name: str
    effective_from: datetime
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A task that nobody could do in one of the organisations that may start the process."""

    organisation_id: int
    organisation_name: str
    element_id: str
    element_name: str
    role: str
    place: str
    place_organisation_id: int | None
    place_organisation_name: str


def list_processes(*, with_retired: bool = False) -> tuple[ProcessRow, ...]:
    """Return the catalogue by family and name."""
    raise NotImplementedError


def get_process(key: str) -> ProcessRow:
    """Return one process by the id of its BPMN process; raises NotFound."""
    raise NotImplementedError


def current_version_id(key: str) -> int:
    """Return the version that new cases get now; raises NotFound for an unknown process, Conflict without a version."""
    raise NotImplementedError


def list_startable(viewer: Viewer) -> tuple[Startable, ...]:
    """Return what this person may start: a start role held in an organisation, by family, name, organisation."""
    raise NotImplementedError


def list_versions(key: str) -> tuple[VersionRow, ...]:
    """Return the versions of a process, latest first; raises NotFound."""
    raise NotImplementedError


def list_gaps(version_id: int, *, organisation_ids: tuple[int, ...] | None = None) -> tuple[Gap, ...]:
    """Return where tasks would wait for nobody, over all organisations that may start the process (or these)."""
    raise NotImplementedError
