"""The inbox: open tasks by what burns first, in pages by key, never counted to the end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.access.policy import Viewer

COUNT_AT_MOST = 100


class Tab(StrEnum):
    """Which tasks are listed.

    `mine`: given to me, or mine because I alone hold the role. `queue`: of my organisations, for whoever takes them
    first, and those that colleagues have. `done`: what I completed, latest first.
    """

    MINE = "mine"
    QUEUE = "queue"
    DONE = "done"


@dataclass(frozen=True, kw_only=True)
class InboxFilter:
    """What a person is looking for; empty means any. `text` is searched in task, case number, title, organisation."""

    tab: Tab = Tab.MINE
    process_key: str = ""
    organisation_id: int | None = None
    kind: str = ""
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class InboxRow:
    """One line of the inbox. `assignee_name` says which colleague has it; `draft_saved_at` is of the viewer's draft.

    `is_overdue` is judged by the legal date; `round` above 1 means that it came back; `sent_by` is who sent it.
    `overdue_known_by` names who was told that it is overdue.
    """

    task_id: int
    case_id: int
    case_number: str
    case_title: str
    process_name: str
    name: str
    kind: str
    role: str
    organisation_id: int
    organisation_name: str
    task_organisation_name: str
    round: int
    sent_by: str
    sent_outcome: str
    opened_at: datetime
    legal_date: date | None
    safe_date: date | None
    is_overdue: bool
    overdue_known_by: str
    assignee_id: int | None
    assignee_name: str
    draft_saved_at: datetime | None
    completed_at: datetime | None
    outcome: str


@dataclass(frozen=True, kw_only=True)
class Page:
    """Lines and where the next ones begin (None at the end); `next` goes back into `after` as it is."""

    rows: tuple[InboxRow, ...]
    next: str | None


@dataclass(frozen=True, kw_only=True)
class InboxCounts:
    """How many tasks there are; each number stops at COUNT_AT_MOST. `overdue` and `today` are of `mine`."""

    mine: int
    queue: int
    overdue: int
    today: int


def list_open_tasks(
    viewer: Viewer, filters: InboxFilter | None = None, *, after: str | None = None, limit: int = 30
) -> Page:
    """Return one page of the inbox, ordered by burning date and id; a broken `after` starts at the beginning."""
    raise NotImplementedError


def count_open_tasks(viewer: Viewer) -> InboxCounts:
    """Return the numbers of the tabs and the badge, none above COUNT_AT_MOST."""
    raise NotImplementedError
