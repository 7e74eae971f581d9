"""Asking for a later date, and deciding about it; the list of both."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import current_viewer, signed_in
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from app.organisation.policy.scope import may_see_organisation
from app.roadmaps.commands import ask_transfer, decide_transfer
from app.roadmaps.models import MeasureOccurrence, Transfer
from app.roadmaps.queries.changes_page import list_changes
from app.roadmaps.queries.rights import actor_may_take_part, may_manage
from app.roadmaps.queries.roadmap_page import roadmap_page
from app.roadmaps.queries.seeing import get_visible_roadmap
from app.roadmaps.routes import blueprint


@blueprint.get("/roadmaps/<int:roadmap_id>/changes")
@signed_in
def show_changes(roadmap_id: int) -> str:
    """Show the requests to move dates, those that wait first."""
    viewer = current_viewer()
    roadmap = get_visible_roadmap(viewer, roadmap_id)
    lines = list_changes(viewer, roadmap)
    return render_template(
        "roadmaps/changes.html",
        page=roadmap_page(viewer, roadmap, {}),
        lines=lines,
        manages=may_manage(viewer, roadmap.organisation_id),
        waiting=sum(line.transfer.state == "asked" for line in lines),
    )


@blueprint.post("/roadmaps/occurrences/<int:occurrence_id>/transfer")
@signed_in
def ask(occurrence_id: int) -> ResponseReturnValue:
    """Ask for a later date."""
    viewer = current_viewer()
    row = db.session.get(MeasureOccurrence, occurrence_id)
    if row is None or not may_see_organisation(viewer, row.organisation_id):
        raise NotFound
    if not actor_may_take_part(viewer.actor(), row.organisation_id):
        raise NotAllowed(occurrence=occurrence_id)
    try:
        wanted = date.fromisoformat(request.form.get("wanted", ""))
        ask_transfer(occurrence_id, wanted=wanted, reason=request.form.get("reason", ""), asked_by=viewer.actor())
    except (ValueError, InvalidInput):
        flash(_("Not asked: choose a later day that has not passed, and write why."), "stop")
    except Conflict:
        flash(_("A request for this date waits for a decision already, or the measure is closed."), "warn")
    else:
        flash(_("The request is sent: until it is granted the old date holds."), "go")
    return redirect(url_for("roadmaps.show_measure", roadmap_id=row.roadmap_id, measure=row.measure), 303)


@blueprint.post("/roadmaps/transfers/<int:transfer_id>")
@signed_in
def decide(transfer_id: int) -> ResponseReturnValue:
    """Grant or refuse a later date."""
    viewer = current_viewer()
    transfer = db.session.get(Transfer, transfer_id)
    row = db.session.get(MeasureOccurrence, transfer.occurrence_id) if transfer else None
    if row is None or not may_see_organisation(viewer, row.organisation_id):
        raise NotFound
    if not may_manage(viewer, row.organisation_id):
        raise NotAllowed(transfer=transfer_id)
    grant = request.form.get("decision") == "grant"
    try:
        decide_transfer(transfer_id, grant=grant, decision=request.form.get("words", ""), decided_by=viewer.actor())
    except InvalidInput:
        flash(_("Not decided: write why the date is not moved."), "stop")
    except Conflict:
        flash(_("Somebody has decided about this request already."), "warn")
    else:
        flash(_("The date is moved.") if grant else _("The date stays as it was."), "go")
    return redirect(url_for("roadmaps.show_changes", roadmap_id=row.roadmap_id), 303)
