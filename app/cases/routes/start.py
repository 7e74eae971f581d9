"""Start a case: choose the process, then the organisation, then fill in what the start asks."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import current_viewer, signed_in
from app.cases.forms import start_form
from app.cases.queries.start_page import cards_of, chosen_way, ways_to_start
from app.cases.routes import cases
from app.engine.commands import start_case
from app.forms import PressRefused
from app.processes.queries import live_version


@cases.get("/cases/new")
@signed_in
def choose_process() -> str:
    """Show the processes this person may start."""
    return render_template("cases/choose.html", cards=cards_of(current_viewer()))


@cases.get("/cases/new/<key>")
@signed_in
def new_case(key: str) -> str:
    """Show the form of the start of one process."""
    ways = ways_to_start(current_viewer(), key)
    way = chosen_way(ways, request.args.get("organisation", ""))
    live = live_version(ways[0].version_id)
    form = start_form(live, organisation_id=way.organisation_id) if way else None
    return render_template("cases/start.html", live=live, ways=ways, way=way, form=form, problems=())


@cases.post("/cases/new/<key>")
@signed_in
def start(key: str) -> ResponseReturnValue:
    """Open the case and go to its first task."""
    viewer = current_viewer()
    ways = ways_to_start(viewer, key)
    way = chosen_way(ways, request.form.get("_organisation", ""))
    if way is None:
        abort(400)
    live = live_version(way.version_id)
    form = start_form(live, posted=request.form, organisation_id=way.organisation_id)
    if form is not None and form.unknown_keys:
        abort(400)
    if form is not None and "_press" in request.form:
        try:
            form.press(request.form["_press"])
        except PressRefused:
            abort(400)
        return render_template("cases/start.html", live=live, ways=ways, way=way, form=form, problems=())
    if form is not None and request.form.get("_action") == "redraw":
        return render_template("cases/start.html", live=live, ways=ways, way=way, form=form, problems=())
    if form is not None and not form.validate():
        problems = form.errors_summary()
        return render_template("cases/start.html", live=live, ways=ways, way=way, form=form, problems=problems), 422
    started = start_case(
        process_key=key,
        organisation_id=way.organisation_id,
        started_by=viewer.actor(viewer.find_post(way.role, way.post_organisation_id)),
        role=way.role,
        variables=form.values() if form is not None else {},
        version_id=way.version_id,
    )
    if started.next_task_id is not None:
        flash(_("The case %(number)s is open. Here is its first task.", number=started.number), "go")
        return redirect(url_for("tasks.show_task", task_id=started.next_task_id), 303)
    flash(_("The case %(number)s is open.", number=started.number), "go")
    return redirect(url_for("cases.show_case", number=started.number), 303)
