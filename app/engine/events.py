"""What happens in cases, for the rooms above; announced inside the command's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.audit.models import Actor
from app.engine.models import CaseStatus, IncidentKind


@dataclass(frozen=True, kw_only=True)
class CaseStarted:
    """A case was opened; `origin` is what the campaign that opened it said of itself, empty for a single case."""

    case_id: int
    number: str
    process_key: str
    version_id: int
    organisation_id: int
    initiator_id: int | None
    origin: str = ""


@dataclass(frozen=True, kw_only=True)
class UserTaskOpened:
    """A task waits for people: the assignee if there is one, else for all who hold the role.

    `holders` are the ids of the people who may do it now. `after_outcome` is the decision that led here (`return`),
    `by_person_id` who made it, or sent the case on.
    """

    case_id: int
    task_id: int
    element_id: str
    kind: str
    role: str
    organisation_id: int | None
    assignee_id: int | None
    holders: tuple[int, ...]
    after_outcome: str = ""
    by_person_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class UserTaskAssigned:
    """A task was given to one person by another."""

    case_id: int
    task_id: int
    assignee_id: int
    by_person_id: int | None


@dataclass(frozen=True, kw_only=True)
class UserTaskCompleted:
    """A task was done; `outcome` is empty for tasks that decide nothing. `takes_files` says that its form has files.

    `initiator_id` is who opened the case, None for the system. `properties` is what the diagram says of the task,
    `values` are the variables of the case, as they are when the event is heard. `after_decision` says that a step that
    decides has been opened in the case before, so that somebody may have agreed to something.
    """

    case_id: int
    version_id: int
    task_id: int
    element_id: str
    kind: str
    outcome: str
    comment: str
    completed_by: int | None
    round: int
    edition: int
    content_hash: str
    takes_files: bool = True
    after_decision: bool = True
    initiator_id: int | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class UserTaskRecalled:
    """Who did a task took it back before anybody acted on it: it is open again."""

    case_id: int
    task_id: int
    by_person_id: int | None


@dataclass(frozen=True, kw_only=True)
class UserTaskCancelled:
    """A task is not needed any more: its element was left by an event, or its case ended."""

    case_id: int
    task_id: int


@dataclass(frozen=True, kw_only=True)
class AttentionDue:
    """The clock says that somebody must hear of a task: `moment` is `remind`, `due`, `overdue` or `escalate`.

    `to` are the ids of the people who hear of it, already without doubles.
    """

    case_id: int
    task_id: int
    moment: str
    to: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class TaskExtended:
    """The last day of an open task was moved; `to` are the ids of the people who can do it."""

    case_id: int
    task_id: int
    old_date: date
    new_date: date
    reason: str
    by_person_id: int | None
    to: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ExtensionRequested:
    """Who does a task asked for a later day; `to` are the ids of those who decide on it."""

    case_id: int
    task_id: int
    wanted_date: date
    reason: str
    by_person_id: int | None
    to: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ExtensionRefused:
    """A request for a later day was refused; the term stays. `to` is who asked."""

    case_id: int
    task_id: int
    wanted_date: date
    answer: str
    by_person_id: int | None
    to: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CaseExtended:
    """The last day that was set for a whole case was moved."""

    case_id: int
    old_date: date
    new_date: date
    reason: str
    by_person_id: int | None


@dataclass(frozen=True, kw_only=True)
class NoticeGiven:
    """The diagram tells people something, such as «программы не поданы до 15 августа»; `to` are their ids."""

    case_id: int
    element_id: str
    text: str
    to: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CaseDestroyed:
    """The row of a case is about to go for good, with all that hangs on it; only hashes stay in the record."""

    case_id: int
    number: str


@dataclass(frozen=True, kw_only=True)
class CaseCompleted:
    """A case came to its end; `status` says which one."""

    case_id: int
    status: CaseStatus
    outcome_element: str
    outcome_words: str


@dataclass(frozen=True, kw_only=True)
class ReaderRevoked:
    """Somebody may read a case no longer because they were named in it."""

    case_id: int
    person_id: int
    revoked_by: Actor


@dataclass(frozen=True, kw_only=True)
class IncidentRaised:
    """The system needs a person."""

    incident_id: int
    case_id: int | None
    kind: IncidentKind


@dataclass(frozen=True, kw_only=True)
class CaseMoved:
    """A case goes on in another version; `state` and `ver` are what is needed to take the move back.

    `origin` is what the migration that moved it said of itself.
    """

    case_id: int
    from_version_id: int
    to_version_id: int
    state: bytes
    ver: int
    origin: str = ""
