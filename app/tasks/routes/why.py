"""The page that explains a task in plain words."""

from __future__ import annotations

from flask import render_template

from app.access.policy import current_viewer, signed_in
from app.engine.queries import get_task_visible_to
from app.tasks.queries.why_page import why_page
from app.tasks.routes import tasks


@tasks.get("/tasks/<int:task_id>/why")
@signed_in
def why(task_id: int) -> str:
    """Say why a task is whose it is, why it has its day, what each answer does and whom to ask."""
    viewer = current_viewer()
    return render_template("tasks/why.html", page=why_page(viewer, get_task_visible_to(viewer, task_id)))
