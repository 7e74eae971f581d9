"""One task as a person may see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from app.engine.models import CaseStatus, TaskState
from app.workflow.elements import UserTaskSpec

if TYPE_CHECKING:
    from app.access.policy import Viewer


@dataclass(frozen=True, kw_only=True)
class TaskView:
    """A task with its case. `values` are the readable values of the case, overlaid by the task's local ones.

    `can_complete`, `can_claim`, `can_release`, `can_assign` say what this viewer may do now; `refused_because` says
    why not, as `initiator`, `previous` (four eyes), `assigned` (a colleague has it), `not candidate`, `closed` or ``.
    `draft` is the viewer's own (raw posted values).
    """

    task_id: int
    ver: int
    case_id: int
    case_number: str
    case_title: str
    case_status: CaseStatus
    case_round: int
    case_edition: int
    initiator_id: int | None
    process_key: str
    process_name: str
    version_id: int
    organisation_id: int
    organisation_name: str
    task_organisation_id: int | None
    task_organisation_name: str
    element_id: str
    name: str
    kind: str
    role: str
    place: str
    form_id: str
    round: int
    state: TaskState
    spec: UserTaskSpec
    outcomes: tuple[str, ...]
    assignee_id: int | None
    assignee_name: str
    claimed_at: datetime | None
    opened_at: datetime
    sent_by: str
    sent_outcome: str
    legal_date: date | None
    safe_date: date | None
    printed_date: date | None
    due_at: datetime | None
    completed_at: datetime | None
    completed_by_name: str
    completed_for: str
    outcome: str
    comment: str
    answers: Mapping[str, Any]
    values: Mapping[str, Any]
    draft: Mapping[str, Any] | None
    draft_saved_at: datetime | None
    can_complete: bool
    can_claim: bool
    can_release: bool
    can_assign: bool
    refused_because: str


def get_task_visible_to(viewer: Viewer, task_id: int) -> TaskView:
    """Return a task, open or done, with everything its page needs, in one statement; raises NotFound."""
    raise NotImplementedError


def list_case_tasks(viewer: Viewer, case_id: int) -> tuple[TaskView, ...]:
    """Return the open tasks of a case, by burning date; raises NotFound."""
    raise NotImplementedError


def find_draft(task_id: int, person_id: int) -> tuple[Mapping[str, Any], datetime] | None:
    """Return what the person has typed into this task, also after it was closed, and when it was kept."""
    raise NotImplementedError


def list_assignable_people(task_id: int) -> tuple[tuple[int, str], ...]:
    """Return id and name of everybody who may do the task, by name."""
    raise NotImplementedError
