"""The inbox: what waits for this person, burning first; the queue of their role; what they have done."""

from __future__ import annotations

from flask import render_template, request

from app.access.policy import current_viewer, signed_in
from app.engine.queries import Tab
from app.tasks.queries.inbox_page import inbox_page
from app.tasks.queries.inbox_views import INBOX, QUEUE
from app.tasks.routes import tasks
from app.views.queries import choose_view


@tasks.get("/tasks")
@signed_in
def inbox() -> str:
    """Show the tasks that are mine."""
    viewer = current_viewer()
    view = choose_view(viewer, INBOX, request.args)
    return render_template("tasks/inbox.html", page=inbox_page(viewer, Tab.MINE, view.args, view=view))


@tasks.get("/tasks/queue")
@signed_in
def queue() -> str:
    """Show the tasks of my roles that anybody of us may take."""
    viewer = current_viewer()
    view = choose_view(viewer, QUEUE, request.args)
    return render_template("tasks/queue.html", page=inbox_page(viewer, Tab.QUEUE, view.args, view=view))


@tasks.get("/tasks/done")
@signed_in
def done() -> str:
    """Show what I have completed, latest first."""
    return render_template("tasks/inbox.html", page=inbox_page(current_viewer(), Tab.DONE, request.args))


@tasks.get("/tasks/snoozed")
@signed_in
def snoozed() -> str:
    """Show what the person has put off till a day."""
    return render_template("tasks/inbox.html", page=inbox_page(current_viewer(), Tab.SNOOZED, request.args))


@tasks.get("/tasks/lent")
@signed_in
def lent() -> str:
    """Show the tasks of absent people whom the person substitutes."""
    return render_template("tasks/inbox.html", page=inbox_page(current_viewer(), Tab.LENT, request.args))
