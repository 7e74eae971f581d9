"""Take tasks out of the queue and give them back. Looking at a task never takes it: only these buttons do.

A task may also be completed by any of its candidates without taking it first; taking only tells the colleagues.
"""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.access.policy import current_viewer, signed_in
from app.engine.commands import TaskNotOpen, claim_task, recall_task, release_task
from app.engine.queries import get_task_visible_to
from app.foundation.errors import Conflict, NotAllowed, NotFound
from app.tasks.routes import tasks

MOST_AT_ONCE = 50


@tasks.post("/tasks/<int:task_id>/claim")
@signed_in
def claim(task_id: int) -> Response:
    """Take one task."""
    viewer = current_viewer()
    task = get_task_visible_to(viewer, task_id)
    claim_task(task_id, claimed_by=viewer.actor())
    flash(_("You have taken the task “%(name)s”.", name=task.name), "go")
    return redirect(url_for("tasks.show_task", task_id=task_id), 303)


@tasks.post("/tasks/<int:task_id>/release")
@signed_in
def release(task_id: int) -> Response:
    """Give one task back to the queue."""
    viewer = current_viewer()
    task = get_task_visible_to(viewer, task_id)
    release_task(task_id, released_by=viewer.actor())
    flash(_("The task “%(name)s” is back in the queue.", name=task.name), "go")
    return redirect(url_for("tasks.queue"), 303)


@tasks.post("/tasks/<int:task_id>/recall")
@signed_in
def recall(task_id: int) -> Response:
    """Take back what one has done, while nobody has acted on it."""
    viewer = current_viewer()
    task = get_task_visible_to(viewer, task_id)
    try:
        recall_task(task_id, recalled_by=viewer.actor())
    except Conflict:
        flash(_("It is too late to take it back: the case has gone on. The case page says where it is."), "warn")
        return redirect(url_for("cases.show_case", number=task.case_number), 303)
    flash(_("The task “%(name)s” is open again, with everything you had typed.", name=task.name), "go")
    return redirect(url_for("tasks.show_task", task_id=task_id), 303)


@tasks.post("/tasks/queue")
@signed_in
def claim_several() -> Response:
    """Take the chosen tasks, each by itself; what a colleague took first is said."""
    viewer = current_viewer()
    chosen = request.form.getlist("one") or request.form.getlist("task")
    taken, missed = 0, 0
    for text in chosen[:MOST_AT_ONCE]:
        try:
            task = get_task_visible_to(viewer, int(text) if text.isdecimal() and len(text) < 10 else 0)
            claim_task(task.task_id, claimed_by=viewer.actor())
            taken += 1
        except (TaskNotOpen, NotAllowed, NotFound):
            missed += 1
    if taken:
        flash(ngettext("You have taken %(num)d task.", "You have taken %(num)d tasks.", taken), "go")
    if missed:
        flash(
            ngettext(
                "%(num)d task was not taken: a colleague was faster, or it is not yours to do.",
                "%(num)d tasks were not taken: a colleague was faster, or they are not yours to do.",
                missed,
            ),
            "warn",
        )
    if not chosen:
        flash(_("Choose at least one task."), "warn")
    return redirect(url_for("tasks.queue" if missed or not taken else "tasks.inbox"), 303)
