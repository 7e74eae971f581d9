"""What happened in a case: timeline, rounds, answers, the sheet of agreement. All from rows that are never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.access.policy import Viewer


@dataclass(frozen=True, kw_only=True)
class TimelineEntry:
    """One entry of the history; `action` is the verb of the command, `facts` what the audit record says.

    `who` is the post or name that acted («Система» is left to the page: `is_system`), `on_behalf_of` and `basis` show a
    substitution. `is_decision` marks what the filter «Только решения» keeps.
    """

    number: int
    at: datetime
    action: str
    who: str
    is_system: bool
    on_behalf_of: str
    basis: str
    element_id: str
    task_id: int | None
    task_name: str
    outcome: str
    comment: str
    round: int
    is_decision: bool
    facts: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class AnsweredTask:
    """A completed task with what was answered; `form_id` is the form of the case's version it was given with."""

    task_id: int
    element_id: str
    name: str
    kind: str
    role: str
    organisation_name: str
    form_id: str
    round: int
    edition: int
    answers: Mapping[str, Any]
    outcome: str
    comment: str
    completed_at: datetime
    completed_by_name: str
    completed_for: str


@dataclass(frozen=True, kw_only=True)
class AgreementRow:
    """A line of the sheet of agreement: a decision that was made, or one that is awaited (`outcome` empty).

    `content_hash` is the SHA-256 of what was decided on, `edition` its number; `is_current` says that nothing was
    filled in since. `state` is `decided`, `open` or `later`.
    """

    element_id: str
    name: str
    kind: str
    role: str
    organisation_name: str
    state: str
    task_id: int | None
    who: str
    on_behalf_of: str
    basis: str
    outcome: str
    remarks: str
    round: int
    edition: int
    content_hash: str
    is_current: bool
    decided_at: datetime | None
    legal_date: date | None


def list_timeline(viewer: Viewer, case_id: int, *, only_decisions: bool = False) -> tuple[TimelineEntry, ...]:
    """Return the history of a case, latest first; raises NotFound."""
    raise NotImplementedError


def list_task_rounds(viewer: Viewer, case_id: int, element_id: str) -> tuple[AnsweredTask, ...]:
    """Return every completed round of one element, first round first; raises NotFound."""
    raise NotImplementedError


def list_answers_before(viewer: Viewer, case_id: int, *, before: datetime | None = None) -> tuple[AnsweredTask, ...]:
    """Return the completed tasks of a case in the order of completion, until `before`; raises NotFound."""
    raise NotImplementedError


def list_agreement_rows(viewer: Viewer, case_id: int) -> tuple[AgreementRow, ...]:
    """Return the sheet of agreement: every decision in order, then the awaited ones by the route; raises NotFound."""
    raise NotImplementedError


def list_case_values(viewer: Viewer, case_id: int) -> Mapping[str, Any]:
    """Return the readable values of a case by name, with real dates and decimals; raises NotFound."""
    raise NotImplementedError


def list_completed_elements(case_id: int) -> tuple[str, ...]:
    """Return the ids of all elements the case went through, in order, for the path on the diagram."""
    raise NotImplementedError
