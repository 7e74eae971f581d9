"""What is said to somebody who was a moment too late: who did it, when, what they decided, and your own text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from app.engine.commands import TaskNotOpen
from app.engine.models import TaskState
from app.engine.queries import TaskView
from app.processes.queries.step_words import Decided, decided, outcome_button
from app.tasks.forms import TaskForm


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """The page 409 of a task."""

    title: str
    task: TaskView
    who: str
    on_behalf_of: str
    at: datetime | None
    stamp: Decided | None
    pressed: str
    comment: str


def conflict_of(task: TaskView, form: TaskForm, late: TaskNotOpen) -> Conflict:
    """Return what to show for a task that is not open any more, or was taken or changed."""
    who = late.by or task.completed_by_name or task.assignee_name
    done = task.state is TaskState.COMPLETED
    return Conflict(
        title=_title(task, late, who),
        task=task,
        who=who,
        on_behalf_of=late.on_behalf_of,
        at=late.at or task.completed_at,
        stamp=decided(task.kind, late.outcome or task.outcome) if done else None,
        pressed=outcome_button(task.kind, form.outcome) if form.outcome in form.task.outcomes else "",
        comment=form.comment,
    )


def _title(task: TaskView, late: TaskNotOpen, who: str) -> str:
    if task.state is TaskState.COMPLETED:
        return str(_("The task is already done: %(who)s", who=who) if who else _("The task is already done"))
    if task.state is TaskState.CANCELLED:
        return str(_("The task is not needed any more"))
    if late.how == "taken":
        return str(_("A colleague has taken the task: %(who)s", who=who))
    return str(_("The case has changed since you opened this page"))
