"""Everything the page of one task shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from app.access.policy import Viewer
from app.engine.models import TaskState
from app.engine.queries import TaskView
from app.forms.fields.files import StoredFile
from app.links.queries import LinksOfTask, find_links
from app.processes.queries.step_words import Decided, decided
from app.tasks.forms import TaskForm
from app.tasks.queries.decision import OutcomeButton, outcome_buttons, send_words
from app.tasks.queries.earlier import Earlier, earlier_of
from app.tasks.queries.files import files_of
from app.tasks.queries.past_answer import PastAnswer, find_past_answer
from app.tasks.queries.remark_form import Target
from app.tasks.queries.remarks import RemarkLine, remark_lines, targets_of
from app.tasks.queries.side import Side, side_of


@dataclass(frozen=True, kw_only=True)
class TaskPage:
    """What the templates of a task draw. `template` is `fill`, `decide` or `done`.

    `gives_back` names the owner of a task that this person only prepares.
    """

    template: str
    task: TaskView
    side: Side
    earlier: Earlier
    outcomes: tuple[OutcomeButton, ...]
    send: str
    sends_to: str
    stamp: Decided | None
    refusal: str
    gives_back: str
    targets: tuple[Target, ...]
    judged: tuple[RemarkLine, ...]
    asked: tuple[RemarkLine, ...]
    documents: Mapping[str, StoredFile]
    links: LinksOfTask | None
    past: PastAnswer | None


def task_page(viewer: Viewer, form: TaskForm) -> TaskPage:
    """Return the page of a task for this person."""
    task = form.task
    is_open = task.state is TaskState.OPEN
    earlier, documents = earlier_of(viewer, task), files_of(viewer, task.case_id)
    targets = targets_of(earlier, documents) if form.remarks.may_remark or form.remarks.judged else ()
    send, sends_to = send_words(task) if is_open and not task.outcomes else ("", "")
    return TaskPage(
        template=("decide" if task.outcomes else "fill") if is_open else "done",
        task=task,
        side=side_of(viewer, task),
        earlier=earlier,
        outcomes=outcome_buttons(task) if is_open else (),
        send=send,
        sends_to=sends_to,
        stamp=decided(task.kind, task.outcome) if task.state is TaskState.COMPLETED else None,
        refusal=_refusal(task) if is_open and not task.can_complete else "",
        gives_back=task.on_behalf_of if task.can_give_back and task.delegation == "return" else "",
        targets=targets,
        judged=remark_lines(form.remarks.judged, targets),
        asked=remark_lines(form.remarks.asked, ()),
        documents=documents,
        links=find_links(task),
        past=_past(viewer, form) if is_open else None,
    )


def _past(viewer: Viewer, form: TaskForm) -> PastAnswer | None:
    """Return the last agreed answer to be offered: at the first filling, and once."""
    task = form.task
    if task.outcomes or form.fields is None or not task.can_complete or task.round > 1 or form.prefilled:
        return None
    return find_past_answer(viewer, task)


def remark_targets(viewer: Viewer, form: TaskForm) -> tuple[Target, ...]:
    """Return what the remarks of a decision can be about; nothing is read when none is made."""
    if not form.remarks.may_remark or not form.said.has_new:
        return ()
    return targets_of(earlier_of(viewer, form.task), files_of(viewer, form.task.case_id))


def _refusal(task: TaskView) -> str:
    """Return why this person cannot do the task, and who can."""
    told = {
        "initiator": _("You opened this case, so somebody else decides on it (four eyes)."),
        "previous": _("You did the step before, so somebody else does this one (four eyes)."),
        "earlier": _(
            "You have done an earlier step or sheet of this case, so somebody else does this one (four eyes)."
        ),
        "assigned": _("A colleague has taken this task: %(name)s.", name=task.assignee_name),
        "not candidate": _("You see this task because you see the case; the step belongs to another post."),
    }
    return str(told.get(task.refused_because, _("This task cannot be done now.")))
