"""Several tasks at once: choose, look once more, do, and see how each ended; what failed stays chosen."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import Viewer, current_viewer, signed_in
from app.engine.queries import InboxFilter, Tab
from app.foundation.words import local_today
from app.organisation.queries.absences import list_near_people
from app.tasks.commands import order_bulk
from app.tasks.queries.inbox_page import inbox_page
from app.tasks.queries.orders import get_order, list_everything
from app.tasks.queries.several import MOST_AT_ONCE, chosen_of, do_all
from app.tasks.routes import tasks

ACTIONS = ("claim", "approve", "assign", "remind")


@tasks.get("/tasks/several")
@signed_in
def choose_several() -> str:
    """Show my tasks as a table in which several can be chosen."""
    page = inbox_page(current_viewer(), Tab.MINE, request.args, limit=MOST_AT_ONCE)
    return render_template("tasks/choose.html", page=page, all_chosen="all" in request.args)


@tasks.post("/tasks/several")
@signed_in
def do_several() -> ResponseReturnValue:
    """Ask once more, then do the same with every chosen task and show how each ended."""
    viewer, action = current_viewer(), request.form.get("action", "")
    if action in ACTIONS and request.form.get("everything") == "yes":
        return _order(viewer, action)
    chosen = chosen_of(viewer, request.form.getlist("task"), request.form)
    if action not in ACTIONS or not chosen:
        flash(_("Choose at least one task."), "warn")
        return redirect(url_for("tasks.queue" if request.form.get("from") == "queue" else "tasks.choose_several"), 303)
    page = {"action": action, "people": list_near_people(viewer.person_id, local_today()) if action == "assign" else []}
    if request.form.get("confirmed") != "yes":
        return render_template("tasks/several.html", chosen=chosen, results=(), **page)
    text = request.form.get("person", "")
    person_id = int(text) if text.isdecimal() and len(text) < 10 else None
    results = do_all(viewer, action, chosen, person_id=person_id)
    return render_template("tasks/several.html", chosen=(), results=results, person=text, **page)


def _order(viewer: Viewer, action: str) -> ResponseReturnValue:
    """Ask once more, then let the worker do the same with everything in the list."""
    tab = Tab.QUEUE if request.form.get("from") == "queue" else Tab.MINE
    items = list_everything(viewer, InboxFilter(tab=tab))
    if not items:
        flash(_("Choose at least one task."), "warn")
        return redirect(url_for("tasks.queue" if tab is Tab.QUEUE else "tasks.choose_several"), 303)
    if request.form.get("confirmed") != "yes":
        people = list_near_people(viewer.person_id, local_today()) if action == "assign" else []
        origin = request.form.get("from", "")
        return render_template("tasks/everything.html", action=action, count=len(items), people=people, origin=origin)
    text = request.form.get("person", "")
    target = int(text) if text.isdecimal() and len(text) < 10 else None
    order_id = order_bulk(action, items, target_id=target, ordered_by=viewer.actor())
    return redirect(url_for("tasks.show_order", bulk_id=order_id), 303)


@tasks.get("/tasks/orders/<int:bulk_id>")
@signed_in
def show_order(bulk_id: int) -> str:
    """Show how far an order is and how each of its tasks ended; what failed stays chosen."""
    return render_template("tasks/order.html", order=get_order(current_viewer(), bulk_id), most=MOST_AT_ONCE)
