"""Cases as a person may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from app.engine.models import Case, CaseStatus

if TYPE_CHECKING:
    from app.access.policy import Viewer


@dataclass(frozen=True, kw_only=True)
class CaseFilter:
    """What a person is looking for; empty means any. `stopped` keeps cases with an open incident only."""

    process_key: str = ""
    organisation_id: int | None = None
    status: CaseStatus | None = None
    text: str = ""
    mine: bool = False
    stopped: bool = False


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """One case in a list, and the head of its page. `open_words` says where it is («Согласовать …»), as a task name.

    `due` is the earliest legal date of its open tasks; `has_incident` says that it stopped.
    """

    case_id: int
    number: str
    title: str
    process_id: int
    process_key: str
    process_name: str
    version_id: int
    version_number: int
    organisation_id: int
    organisation_name: str
    initiator_id: int | None
    initiator_name: str
    status: CaseStatus
    outcome_element: str
    outcome_words: str
    open_words: str
    round: int
    edition: int
    opened_at: datetime
    changed_at: datetime
    closed_at: datetime | None
    due: date | None
    is_overdue: bool
    has_incident: bool


@dataclass(frozen=True, kw_only=True)
class CasePage:
    """Lines and where the next ones begin (None at the end)."""

    rows: tuple[CaseRow, ...]
    next: str | None


def list_cases(
    viewer: Viewer, filters: CaseFilter | None = None, *, after: str | None = None, limit: int = 30
) -> CasePage:
    """Return one page of the cases this person may see, latest first."""
    raise NotImplementedError


def get_case_visible_to(viewer: Viewer, case_id: int) -> CaseRow:
    """Return a case; raises NotFound also when this person must not know of it."""
    raise NotImplementedError


def get_case_by_number(number: str) -> Case:
    """Return the row of a case by its number, for the console; raises NotFound."""
    raise NotImplementedError
