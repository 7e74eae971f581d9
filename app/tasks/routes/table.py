"""The form of a task as a workbook, and a filled one back into the form; sending stays a press of the button."""

from __future__ import annotations

from io import BytesIO

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import current_viewer, signed_in
from app.engine.commands import save_draft
from app.engine.models import TaskState
from app.engine.queries import TaskView, get_task_visible_to
from app.foundation.errors import NotAllowed, NotFound
from app.organisation.commands.workbook import MAX_BYTES, WorkbookRefused
from app.tasks.forms import shown_form
from app.tasks.queries.table_book import table_of_task
from app.tasks.queries.table_read import form_from_table
from app.tasks.queries.task_page import task_page
from app.tasks.routes import tasks

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@tasks.get("/tasks/<int:task_id>/table")
@signed_in
def give_table(task_id: int) -> ResponseReturnValue:
    """Give the form as a workbook, with what is typed so far."""
    viewer, task = current_viewer(), _fillable(task_id)
    form = shown_form(viewer, task)
    if form.fields is None:
        raise NotFound(task_id=task_id)
    content = BytesIO(table_of_task(task, form.fields))
    return send_file(content, mimetype=XLSX, as_attachment=True, download_name=f"{task.case_number}-{task_id}.xlsx")


@tasks.post("/tasks/<int:task_id>/table")
@signed_in
def take_table(task_id: int) -> ResponseReturnValue:
    """Put what a filled workbook holds into the form and show it to be looked at; nothing is sent yet."""
    viewer, task = current_viewer(), _fillable(task_id)
    sent = request.files.get("table")
    content = sent.read(MAX_BYTES + 1) if sent is not None else b""
    try:
        if not content:
            raise WorkbookRefused(_("Choose the filled workbook."))
        form = form_from_table(viewer, task, content)
    except WorkbookRefused as refused:
        flash(str(refused), "warn")
        return redirect(url_for("tasks.show_task", task_id=task_id), 303)
    save_draft(task_id, form.draft(), saved_by=viewer.actor())
    if form.problems:
        told = _("The table is read and kept as a draft. The cells named below have to be corrected.")
        flash(told, "warn")
    else:
        flash(_("The table is read and kept as a draft. Look at the answers and send them."), "go")
    page = task_page(viewer, form)
    return render_template(f"tasks/{page.template}.html", page=page, form=form), 422 if form.problems else 200


def _fillable(task_id: int) -> TaskView:
    task = get_task_visible_to(current_viewer(), task_id)
    if task.state is not TaskState.OPEN or not (task.can_complete or task.can_give_back):
        raise NotAllowed(help=task.task_organisation_name)
    return task
