"""The calendar of a person for calendar programs: a secret address that can be taken back."""

from __future__ import annotations

import re

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import current_viewer, public, signed_in
from app.foundation.errors import NotFound
from app.roadmaps.commands import end_feeds, give_feed
from app.roadmaps.queries.calendar_feed import calendar_of, find_feed, has_feed
from app.roadmaps.routes import blueprint

_TOKEN = re.compile(r"^[A-Za-z0-9_-]{20,80}$")


@blueprint.get("/roadmaps/calendar")
@signed_in
def show_feed() -> str:
    """Say what the calendar address is for, and let the person get or end it."""
    return render_template("roadmaps/feed.html", address="", there=has_feed(current_viewer().person_id))


@blueprint.post("/roadmaps/calendar")
@signed_in
def make_feed() -> ResponseReturnValue:
    """Make a new address and show it once; the answer is not kept by the browser."""
    token = give_feed(given_to=current_viewer().actor())
    address = url_for("roadmaps.feed", token=token, _external=True)
    answer = Response(render_template("roadmaps/feed.html", address=address, there=True))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/roadmaps/calendar/end")
@signed_in
def end_feed() -> ResponseReturnValue:
    """Take the address back."""
    end_feeds(ended_by=current_viewer().actor())
    flash(_("The calendar address no longer works."), "go")
    return redirect(url_for("roadmaps.show_feed"), 303)


@blueprint.get("/calendar/<token>.ics")
@public
def feed(token: str) -> ResponseReturnValue:
    """Give the due dates of the person whose address this is; an ended or unknown address is not there."""
    found = find_feed(token) if _TOKEN.match(token) else None
    if found is None:
        raise NotFound
    return Response(
        calendar_of(found),
        mimetype="text/calendar; charset=utf-8",
        headers={"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer"},
    )
