"""Put a task off till a day, and take it back into the list."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import current_viewer, signed_in
from app.engine.commands.snooze_task import may_snooze, snooze_task, wake_task
from app.engine.queries import TaskView, get_task_visible_to
from app.engine.queries.snoozed import find_snooze
from app.foundation import words
from app.foundation.errors import InvalidInput, NotAllowed
from app.tasks.queries.snooze_page import offered_days
from app.tasks.routes import tasks


@tasks.get("/tasks/<int:task_id>/snooze")
@signed_in
def show_snooze(task_id: int) -> str:
    """Ask until which day the task is put off."""
    return _page(_snoozable(task_id))


@tasks.post("/tasks/<int:task_id>/snooze")
@signed_in
def snooze(task_id: int) -> ResponseReturnValue:
    """Put the task off."""
    viewer, task = current_viewer(), _snoozable(task_id)
    try:
        until = date.fromisoformat(request.form.get("until", ""))
        snooze_task(task_id, until=until, snoozed_by=viewer)
    except ValueError:
        return _page(task, _("Day: write when the task is to come back")), 422
    except InvalidInput as refused:
        return _page(task, _refusal(task, refused)), 422
    day = words.day_long(until)
    flash(_("The task “%(name)s” is put off and comes back on %(day)s.", name=task.name, day=day), "go")
    return redirect(url_for("tasks.inbox"), 303)


@tasks.post("/tasks/<int:task_id>/wake")
@signed_in
def wake(task_id: int) -> ResponseReturnValue:
    """Take the task back into the list."""
    wake_task(task_id, woken_by=current_viewer())
    flash(_("The task is in your list again."), "go")
    return redirect(url_for("tasks.show_task", task_id=task_id), 303)


def _snoozable(task_id: int) -> TaskView:
    task = get_task_visible_to(current_viewer(), task_id)
    if not may_snooze(task):
        raise NotAllowed(_("Only a task that you can do now and that is not overdue can be put off."))
    return task


def _refusal(task: TaskView, refused: InvalidInput) -> str:
    problems = refused.facts.get("problems")
    why = problems.get("until") if isinstance(problems, dict) else ""
    if why == "after the term" and task.legal_date is not None:
        day = words.day_long(task.legal_date)
        return str(_("Day: not later than the term of the task, %(day)s", day=day))
    return str(_("Day: within three months from now") if why == "far" else _("Day: later than today"))


def _page(task: TaskView, problem: str = "") -> str:
    viewer = current_viewer()
    return render_template(
        "tasks/snooze.html",
        task=task,
        days=offered_days(task),
        until=find_snooze(viewer, task.task_id),
        typed=request.form.get("until", ""),
        problem=problem,
    )
