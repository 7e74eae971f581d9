"""The page of one task: look, fill in, keep a draft, decide. Order: load, may you, form, command, redirect."""

from __future__ import annotations

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import Post, Viewer, current_viewer, signed_in
from app.engine.commands import Completed, TaskNotOpen, complete_task, give_back_task, save_draft
from app.engine.models import TaskState
from app.engine.queries import TaskView, get_task_visible_to
from app.engine.queries.tasks import find_recallable
from app.forms import PressRefused
from app.foundation import words
from app.foundation.errors import Conflict, InvalidInput, NotAllowed
from app.tasks.commands import record_refused_fields
from app.tasks.forms import ACTION, TaskForm, new_tab, posted_form, shown_form
from app.tasks.queries.conflict import conflict_of
from app.tasks.queries.past_answer import find_past_answer, take_past_answer
from app.tasks.queries.task_page import remark_targets, task_page
from app.tasks.queries.two_tabs import kept_elsewhere
from app.tasks.routes import tasks

PRESS = "_press"
UNDO = "undo"


@tasks.get("/tasks/<int:task_id>")
@signed_in
def show_task(task_id: int) -> str:
    """Show one task, open or done."""
    viewer = current_viewer()
    task = get_task_visible_to(viewer, task_id)
    return _draw(viewer, shown_form(viewer, task))


@tasks.post("/tasks/<int:task_id>")
@signed_in
def submit_task(task_id: int) -> ResponseReturnValue:
    """Take what was typed: keep it, change a row, or complete the task."""
    viewer = current_viewer()
    task = get_task_visible_to(viewer, task_id)
    form = posted_form(viewer, task, request.form, request.files)
    if form.unknown_keys:
        record_refused_fields(task_id, form.unknown_keys, sent_by=viewer.actor())
        abort(400)
    if PRESS in request.form:
        return _press(viewer, form, request.form[PRESS])
    if request.form.get(ACTION) in {"save", "later", "redraw"}:
        return _keep(viewer, form, request.form[ACTION])
    if request.form.get(ACTION) == "prefill":
        return _prefill(viewer, form)
    if request.form.get(ACTION) == "give-back":
        return _give_back(viewer, form)
    _refuse_those_who_may_not(task)
    if task.state is TaskState.OPEN and not form.validate():
        return _draw(viewer, form), 422
    return _complete(viewer, form)


def _complete(viewer: Viewer, form: TaskForm) -> ResponseReturnValue:
    task = form.task
    try:
        done = complete_task(
            task.task_id,
            form.ver,
            form.answers() if task.state is TaskState.OPEN else {},
            completed_by=viewer.actor(_post_for(viewer, task)),
            outcome=form.outcome if task.outcomes else "",
            comment=form.comment,
            raw=form.draft(),
            remarks=form.said.work(remark_targets(viewer, form), form.remarks.judged, form.remarks.asked),
        )
    except TaskNotOpen as late:
        save_draft(task.task_id, form.draft(), saved_by=viewer.actor())
        page = conflict_of(get_task_visible_to(viewer, task.task_id), form, late)
        return render_template("tasks/conflict.html", page=page), 409
    except InvalidInput as refused:
        problems = refused.facts.get("problems")
        form.refuse({str(name): str(words) for name, words in problems.items()} if isinstance(problems, dict) else {})
        if not form.problems:
            raise
        return _draw(viewer, form), 422
    if done.next_task_id is not None and find_recallable(viewer, task.case_id) == task.task_id:
        flash(str(task.task_id), UNDO)  # the page of the case offers it by itself
    return _go_on(task, done)


def _go_on(task: TaskView, done: Completed) -> ResponseReturnValue:
    if done.next_task_id is not None:
        flash(_("Done: “%(name)s”. The next step is yours too.", name=task.name), "go")
        return redirect(url_for("tasks.show_task", task_id=done.next_task_id), 303)
    flash(_("Done: “%(name)s”. Below you see where the case goes now.", name=task.name), "go")
    return redirect(url_for("cases.show_case", number=task.case_number), 303)


def _press(viewer: Viewer, form: TaskForm, action: str) -> ResponseReturnValue:
    """Add or take away a row or a file; nothing typed is lost."""
    if form.fields is None:
        abort(400)
    try:
        form.fields.press(action)
    except PressRefused:
        abort(400)
    save_draft(form.task.task_id, form.draft(), saved_by=viewer.actor())
    return _draw(viewer, form)


def _keep(viewer: Viewer, form: TaskForm, action: str) -> ResponseReturnValue:
    """Keep the draft: `save` says so, `later` leaves the page, `redraw` shows what its conditions now want."""
    as_json = request.accept_mimetypes["application/json"] > request.accept_mimetypes["text/html"]
    try:
        saved_at = save_draft(form.task.task_id, form.draft(), saved_by=viewer.actor(), opened_at=form.opened_at)
    except Conflict:
        told = _(
            "Not saved: you have kept another draft of this task on another page. Pressing once more keeps this one."
        )
        if as_json:
            return jsonify(unsaved=told), 409
        flash(told, "warn")
        form.tab, form.elsewhere = new_tab(), kept_elsewhere(viewer, form)
        return _draw(viewer, form), 409
    saved = _("Saved at %(time)s", time=words.time_of_day(saved_at))
    if action == "redraw":
        return _draw(viewer, form)
    if as_json:
        return jsonify(saved=saved)
    flash(_("The draft is saved. The task waits for you in the list."), "go")
    if action == "later":
        return redirect(url_for("tasks.inbox"), 303)
    return redirect(url_for("tasks.show_task", task_id=form.task.task_id), 303)


def _prefill(viewer: Viewer, form: TaskForm) -> ResponseReturnValue:
    """Fill the empty fields from the last agreed answer of this organisation; nothing typed is touched."""
    past = find_past_answer(viewer, form.task)
    if past is not None:
        take_past_answer(viewer, form, past)
    save_draft(form.task.task_id, form.draft(), saved_by=viewer.actor())
    return _draw(viewer, form)


def _give_back(viewer: Viewer, form: TaskForm) -> ResponseReturnValue:
    """Give a task that was only to be prepared back to its owner, with everything typed."""
    task = form.task
    save_draft(task.task_id, form.draft(), saved_by=viewer.actor())
    give_back_task(task.task_id, comment=form.comment, given_back_by=viewer.actor())
    flash(_("The task “%(name)s” is back with: %(who)s.", name=task.name, who=task.on_behalf_of), "go")
    return redirect(url_for("tasks.inbox"), 303)


def _refuse_those_who_may_not(task: TaskView) -> None:
    """Stop early, in words; the command asks again under the lock."""
    reasons = {
        "initiator": _("You opened this case, so somebody else decides on it (four eyes)."),
        "previous": _("You did the step before, so somebody else does this one (four eyes)."),
        "earlier": _(
            "You have done an earlier step or sheet of this case, so somebody else does this one (four eyes)."
        ),
        "assigned": _("A colleague has taken this task: %(name)s.", name=task.assignee_name),
        "not candidate": _("This step belongs to another post."),
        "delegated": _("You were asked to prepare this task: give it back, and its owner decides."),
    }
    if task.state is TaskState.OPEN and not task.can_complete and task.refused_because in reasons:
        raise NotAllowed(str(reasons[task.refused_because]), help=task.task_organisation_name)


def _post_for(viewer: Viewer, task: TaskView) -> Post | None:
    """Return the post that gives the right, so that the record names it rather than the one chosen in the bar."""
    if task.role and task.task_organisation_id is not None:
        return viewer.find_post(task.role, task.task_organisation_id)
    return None


def _draw(viewer: Viewer, form: TaskForm) -> str:
    page = task_page(viewer, form)
    return render_template(f"tasks/{page.template}.html", page=page, form=form)
