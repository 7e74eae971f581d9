"""Introduce quarterly reporting, and end it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import current_viewer, holding
from app.foundation.errors import Conflict, InvalidInput, NotFound
from app.quarterly.commands import end_reporting, introduce_reporting
from app.quarterly.policy.rights import ASKS
from app.quarterly.queries.pages import index_page
from app.quarterly.routes import blueprint


def _number(name: str) -> int:
    text = request.form.get(name, "").strip()
    return int(text) if text.isdecimal() and len(text) < 3 else 0


@blueprint.post("/quarterly/orders")
@holding(*ASKS)
def introduce() -> ResponseReturnValue:
    """Ask the centres of an authority for reports from a quarter on; what was typed stays when it cannot be taken."""
    viewer, place = current_viewer(), request.form.get("organisation", "")
    if not place.isdecimal() or len(place) > 9:
        raise NotFound
    try:
        introduce_reporting(
            int(place),
            first_period=request.form.get("first_period", ""),
            basis=request.form.get("basis", ""),
            introduced_by=viewer,
            due_day=_number("due_day"),
            summary_day=_number("summary_day"),
        )
    except InvalidInput as refused:
        problems = dict(refused.facts["problems"])  # type: ignore[call-overload]  # the command names its fields
        page = index_page(viewer)
        return render_template("quarterly/index.html", page=page, problems=problems, given=request.form), 422
    except Conflict:
        flash(_("Reports are already asked for there."), "warn")
    else:
        flash(_("Reporting is introduced: reports open by themselves on the first day after each quarter."), "go")
    return redirect(url_for("quarterly.index"), 303)


@blueprint.post("/quarterly/orders/<int:order_id>/end")
@holding(*ASKS)
def end(order_id: int) -> ResponseReturnValue:
    """Ask for no further reports."""
    end_reporting(order_id, ended_by=current_viewer())
    flash(_("Reporting is ended: no report opens any more, those that are open go on."), "go")
    return redirect(url_for("quarterly.index"), 303)
