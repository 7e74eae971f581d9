"""Do a task: the one way in which a person moves a case on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.audit.models import Actor
from app.engine.models import CaseStatus


@dataclass(frozen=True, kw_only=True)
class Completed:
    """A task was done; `opened` are the tasks it led to, `next_task_id` the one this person can do at once."""

    case_id: int
    task_id: int
    status: CaseStatus
    opened: tuple[int, ...]
    next_task_id: int | None


def complete_task(
    task_id: int,
    task_ver: int,
    answers: Mapping[str, Any],
    *,
    completed_by: Actor,
    outcome: str = "",
    comment: str = "",
    raw: Mapping[str, Any] | None = None,
) -> Completed:
    """Complete a task with the validated values of its form and move the case on.

    `answers` are process variables as `form.values()` gives them; keys that the form of this version does not let
    people fill in are refused. `outcome` is one of the outcomes of a deciding task; return and reject need a comment.
    `raw` is what was posted, kept as the draft when the case stops on an error.

    Raises NotFound, NotAllowed, InvalidInput, TaskNotOpen (facts: `by`, `at`, `outcome`), Stopped (fact
    `incident_id`: everything was rolled back, the draft is kept and an incident was opened).
    """
    raise NotImplementedError
