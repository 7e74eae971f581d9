"""The answers a page gives before it is asked: why is this mine, what comes next, which way does the case go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.access.policy import Viewer
    from app.engine.queries.tasks import TaskView


@dataclass(frozen=True, kw_only=True)
class WhyMine:
    """Facts behind «Почему это моя задача»: the post that acts, the relation of the organisations, how it came to me.

    `place` is the dialect's word (`mouo`, `school` …); `others` is how many colleagues could do it too; `given_by` is
    who assigned it; `rule` is `role`, `assignee` or `named`.
    """

    rule: str
    role: str
    post: str
    place: str
    organisation_name: str
    case_organisation_name: str
    claimed_at: datetime | None
    given_by: str
    others: int


@dataclass(frozen=True, kw_only=True)
class NextWords:
    """What an outcome leads to: the next task, who does it, or the end it comes to (`is_end`)."""

    outcome: str
    element_id: str
    name: str
    role: str
    organisation_name: str
    deadline: str
    is_end: bool
    back: bool
    together: bool


@dataclass(frozen=True, kw_only=True)
class RouteStep:
    """One line of «Маршрут словами»: `state` is `done`, `now`, `next` or `returned`."""

    element_id: str
    name: str
    state: str
    role: str
    who: str
    completed_at: datetime | None
    legal_date: date | None
    round: int
    task_id: int | None


def why_mine(viewer: Viewer, task: TaskView) -> WhyMine:
    """Return why this person has, or could take, the task."""
    raise NotImplementedError


def list_next_steps(task: TaskView) -> tuple[NextWords, ...]:
    """Return where each outcome of the task leads (`outcome` empty for a task that decides nothing)."""
    raise NotImplementedError


def list_route(viewer: Viewer, case_id: int) -> tuple[RouteStep, ...]:
    """Return the route of a case in words, in reading order: what was, what is now, what comes; raises NotFound."""
    raise NotImplementedError
