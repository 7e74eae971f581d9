"""Start a case: choose the process, then the organisation, then fill in what the start asks."""

from __future__ import annotations

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import current_viewer, signed_in
from app.cases.commands import forget_start_draft, keep_start_draft
from app.cases.forms import StartForm, posted_start, shown_start
from app.cases.queries.start_page import cards_of, chosen_way, fitting, lately_started, ways_to_start
from app.cases.routes import cases
from app.engine.commands import start_case
from app.forms import PressRefused
from app.foundation import words
from app.foundation.errors import Conflict
from app.processes.queries import Live, Startable, live_version


@cases.get("/cases/new")
@signed_in
def choose_process() -> str:
    """Show the processes this person may start: those they started last, then all of them or those that fit a text."""
    viewer, text = current_viewer(), request.args.get("q", "").strip()[:100]
    cards = cards_of(viewer)
    by_key = {card.key: card for card in cards}
    lately = [by_key[key] for key in lately_started(viewer) if key in by_key] if not text else []
    return render_template(
        "cases/choose.html", total=len(cards), cards=fitting(cards, text), lately=lately, text=text, search_from=9
    )


@cases.get("/cases/new/<key>")
@signed_in
def new_case(key: str) -> str:
    """Show the form of the start of one process, with what this person has typed before."""
    viewer = current_viewer()
    ways = ways_to_start(viewer, key)
    way = chosen_way(ways, request.args.get("organisation", ""))
    live = live_version(ways[0].version_id)
    form = shown_start(viewer, live, organisation_id=way.organisation_id) if way else None
    return _draw(live, ways, way, form)


@cases.post("/cases/new/<key>")
@signed_in
def start(key: str) -> ResponseReturnValue:
    """Keep the draft, change a row, or open the case and go to its first task."""
    ways = ways_to_start(current_viewer(), key)
    way = chosen_way(ways, request.form.get("_organisation", ""))
    if way is None:
        abort(400)
    live = live_version(way.version_id)
    form = posted_start(live, posted=request.form, organisation_id=way.organisation_id)
    if form.fields is not None and form.fields.unknown_keys:
        abort(400)
    if "_press" in request.form:
        return _press(live, ways, way, form)
    if request.form.get("_action") in {"save", "later", "redraw"}:
        return _keep(live, ways, way, form)
    if form.fields is not None and not form.fields.validate():
        return _draw(live, ways, way, form, problems=form.fields.errors_summary()), 422
    return _open(way, form)


def _open(way: Startable, form: StartForm) -> ResponseReturnValue:
    viewer = current_viewer()
    started = start_case(
        process_key=way.key,
        organisation_id=way.organisation_id,
        started_by=viewer.actor(viewer.find_post(way.role, way.post_organisation_id)),
        role=way.role,
        variables=form.fields.values() if form.fields is not None else {},
        version_id=way.version_id,
    )
    if form.fields is not None:
        forget_start_draft(way.key, way.organisation_id, forgotten_by=viewer.actor())
    if started.next_task_id is not None:
        flash(_("The case %(number)s is open. Here is its first task.", number=started.number), "go")
        return redirect(url_for("tasks.show_task", task_id=started.next_task_id), 303)
    flash(_("The case %(number)s is open.", number=started.number), "go")
    return redirect(url_for("cases.show_case", number=started.number), 303)


def _press(live: Live, ways: tuple[Startable, ...], way: Startable, form: StartForm) -> ResponseReturnValue:
    """Add or take away a row; nothing typed is lost."""
    if form.fields is None:
        abort(400)
    try:
        form.fields.press(request.form["_press"])
    except PressRefused:
        abort(400)
    return _draw(live, ways, way, form)


def _keep(live: Live, ways: tuple[Startable, ...], way: Startable, form: StartForm) -> ResponseReturnValue:
    """Keep the draft: `save` says so, `later` leaves the page, `redraw` shows what its conditions now want."""
    as_json = request.accept_mimetypes["application/json"] > request.accept_mimetypes["text/html"]
    action, actor = request.form["_action"], current_viewer().actor()
    try:
        at = keep_start_draft(way.key, way.organisation_id, form.draft(), kept_by=actor, opened_at=form.opened_at)
    except Conflict:
        told = _(
            "Not saved: you have kept another draft of this start on another page. Pressing once more keeps this one."
        )
        if as_json:
            return jsonify(unsaved=told), 409
        flash(told, "warn")
        form.begin_anew()
        return _draw(live, ways, way, form), 409
    if action == "redraw":
        return _draw(live, ways, way, form)
    if as_json:
        return jsonify(saved=_("Saved at %(time)s", time=words.time_of_day(at)))
    flash(_("What you typed is saved. It waits for you when you start this process again."), "go")
    return redirect(url_for("cases.choose_process"), 303)


def _draw(
    live: Live,
    ways: tuple[Startable, ...],
    way: Startable | None,
    form: StartForm | None,
    problems: list[tuple[str, str]] | tuple[()] = (),
) -> str:
    return render_template("cases/start.html", live=live, ways=ways, way=way, form=form, problems=problems)
