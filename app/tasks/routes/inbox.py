"""The inbox: what waits for this person, burning first."""

from __future__ import annotations

from flask import Blueprint, render_template

from app.access.policy import signed_in

tasks = Blueprint("tasks", __name__, template_folder="../templates")


@tasks.get("/tasks")
@signed_in
def inbox() -> str:
    """Show my tasks."""
    return render_template("tasks/inbox.html")
