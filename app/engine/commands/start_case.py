"""Open a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.audit.models import Actor
from app.foundation.transaction import command


@dataclass(frozen=True, kw_only=True)
class Started:
    """A case was opened; `next_task_id` is its open task that the one who started it can do at once."""

    case_id: int
    number: str
    task_ids: tuple[int, ...]
    next_task_id: int | None


@command
def start_case(
    *,
    process_key: str,
    organisation_id: int,
    started_by: Actor,
    role: str = "",
    title: str = "",
    variables: Mapping[str, Any] | None = None,
    version_id: int | None = None,
) -> Started:
    """Open a case of the current version (or of `version_id`) for an organisation, in the post `role` of the starter.

    Raises NotFound for a process or organisation that is not there, NotAllowed when the person holds none of the
    start roles there, Conflict when the process has no version in effect, Stopped when its first steps fail.
    """
    raise NotImplementedError
