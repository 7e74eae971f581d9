"""What the page about the term of a task shows: every day it had, every request, and what the viewer may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.engine.models import RequestState
from app.engine.queries import ExtensionRow, RequestRow, TaskView, list_extension_requests, list_extensions
from app.organisation.queries import working_calendar_of


@dataclass(frozen=True, kw_only=True)
class ExtendingPage:
    """The term of one task. `suggested` is the first working day that may be asked for."""

    task: TaskView
    extensions: tuple[ExtensionRow, ...]
    requests: tuple[RequestRow, ...]
    waiting: RequestRow | None
    suggested: date | None
    may_ask: bool
    may_decide: bool
    may_extend: bool
    may_withdraw: bool


def extending_page(
    task: TaskView, *, may_ask: bool, may_decide: bool, may_extend: bool, person_id: int | None
) -> ExtendingPage:
    """Return the page about the term of a task."""
    requests = list_extension_requests(task.task_id)
    waiting = next((one for one in requests if one.state is RequestState.WAITING), None)
    calendar = working_calendar_of(task.task_organisation_id or task.organisation_id)
    return ExtendingPage(
        task=task,
        extensions=list_extensions(task.task_id),
        requests=requests,
        waiting=waiting,
        suggested=calendar.next_working_day(task.legal_date, inclusive=False) if task.legal_date else None,
        may_ask=may_ask and waiting is None,
        may_decide=may_decide and waiting is not None,
        may_extend=may_extend and waiting is None,
        may_withdraw=waiting is not None and waiting.requested_by == person_id,
    )
