"""Give one task to a colleague, to decide instead or to prepare; take it back."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import current_viewer, signed_in
from app.engine.commands import delegate_task, take_back_task
from app.engine.queries import TaskView, get_task_visible_to
from app.foundation.errors import InvalidInput, NotAllowed
from app.foundation.words import local_today
from app.organisation.queries.absences import list_near_people
from app.tasks.routes import tasks


@tasks.get("/tasks/<int:task_id>/delegate")
@signed_in
def show_delegation(task_id: int) -> str:
    """Ask to whom the task goes and what for."""
    return _page(_delegable(task_id))


@tasks.post("/tasks/<int:task_id>/delegate")
@signed_in
def delegate(task_id: int) -> ResponseReturnValue:
    """Give the task to a colleague."""
    viewer, task = current_viewer(), _delegable(task_id)
    person, mode = request.form.get("person", ""), request.form.get("mode", "")
    if not person.isdecimal() or len(person) > 9 or mode not in {"good", "return"}:
        return _page(task, problem=_("Choose a colleague and what they are to do")), 422
    try:
        delegate_task(
            task_id,
            person_id=int(person),
            mode=mode,
            comment=request.form.get("comment", ""),
            delegated_by=viewer.actor(),
        )
    except InvalidInput:
        told = _("This colleague cannot do it: they are away today, or took part in the case (four eyes).")
        return _page(task, problem=told), 422
    flash(_("The task “%(name)s” is handed on; you keep it in sight and can take it back.", name=task.name), "go")
    return redirect(url_for("tasks.show_task", task_id=task_id), 303)


@tasks.post("/tasks/<int:task_id>/take-back")
@signed_in
def take_back(task_id: int) -> ResponseReturnValue:
    """Take back what one has handed on."""
    viewer = current_viewer()
    task = get_task_visible_to(viewer, task_id)
    take_back_task(task_id, taken_back_by=viewer.actor())
    flash(_("The task “%(name)s” is yours again.", name=task.name), "go")
    return redirect(url_for("tasks.show_task", task_id=task_id), 303)


def _delegable(task_id: int) -> TaskView:
    task = get_task_visible_to(current_viewer(), task_id)
    if not task.can_delegate or task.on_behalf_of:
        raise NotAllowed(help=task.task_organisation_name)
    return task


def _page(task: TaskView, problem: str = "") -> str:
    people = list_near_people(current_viewer().person_id, local_today())
    return render_template(
        "tasks/delegate.html",
        task=task,
        people=[("", _("choose")), *people],
        problem=problem,
        person=request.form.get("person", ""),
        mode=request.form.get("mode", ""),
        comment=request.form.get("comment", ""),
    )
