"""The way of a plan: sent to be agreed, what it will come to, amendments and their difference."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import current_viewer, holding, signed_in
from app.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound, SoglasError
from app.roadmaps.commands.lifecycle import amend_roadmap, problem_of, send_plan
from app.roadmaps.models import OpenCases
from app.roadmaps.queries.applying import preview_plan
from app.roadmaps.queries.editions import difference_of
from app.roadmaps.queries.own_plans import editor_page, get_own_plan, wording_to_begin
from app.roadmaps.queries.rights import MANAGES, may_manage
from app.roadmaps.queries.seeing import get_visible_roadmap
from app.roadmaps.routes import blueprint
from app.roadmaps.routes.own_plans import plan_to_change


@blueprint.post("/roadmaps/plans/<int:plan_id>/send")
@holding(*MANAGES)
def send_own(plan_id: int) -> ResponseReturnValue:
    """Send a whole draft to the parties chosen, or straight to be approved."""
    plan_to_change(plan_id)
    moves = request.form.get("open_cases") == OpenCases.MOVE.value
    try:
        send_plan(
            plan_id,
            parties=request.form.getlist("party"),
            link=url_for("roadmaps.edit_own", plan_id=plan_id),
            open_cases=OpenCases.MOVE if moves else OpenCases.KEEP,
            sent_by=current_viewer().actor(),
        )
    except (Conflict, InvalidInput, NotAllowed, NotFound) as error:
        flash(_refusal(error), "stop")
    else:
        flash(_("The plan is sent: it cannot be changed until it comes back."), "go")
    return redirect(url_for("roadmaps.edit_own", plan_id=plan_id), 303)


def _refusal(error: SoglasError) -> str:
    words = {
        "gaps": _("Not sent: answer the questions that are left first."),
        "answers": _("Not sent: the process asks for more; open the case and answer there."),
        "not allowed": _(
            "Not sent: your post does not begin this process; an officer or head of the organisation can."
        ),
        "meanwhile": _("Not sent: the plan is with somebody else already, or its process is not published."),
    }
    return str(words["meanwhile" if isinstance(error, NotFound) else problem_of(error)])


@blueprint.get("/roadmaps/plans/<int:plan_id>/preview")
@holding(*MANAGES)
def preview_own(plan_id: int) -> str:
    """Show what the plan will come to when it begins."""
    viewer = current_viewer()
    plan = get_own_plan(viewer, plan_id)
    wording = wording_to_begin(plan)
    if wording is None or not may_manage(viewer, plan.organisation_id):
        raise NotFound(plan=plan_id)
    try:
        preview = preview_plan(
            wording, organisation_id=plan.organisation_id, year=wording.base_year, basis=plan.basis, viewer=viewer
        )
    except Conflict:
        raise NotFound(plan=plan_id) from None  # begun meanwhile
    own = url_for("roadmaps.edit_own", plan_id=plan_id)
    path = [
        (url_for("roadmaps.list_plans"), _("Roadmaps")),
        (url_for("roadmaps.list_own"), _("Plans made here")),
        (own, wording.short),
    ]
    return render_template("roadmaps/apply.html", preview=preview, post="", path=path, back=own)


@blueprint.get("/roadmaps/plans/<int:plan_id>/difference")
@signed_in
def show_difference(plan_id: int) -> str:
    """Show in words what an amendment changes."""
    viewer = current_viewer()
    plan = get_own_plan(viewer, plan_id)
    if plan.amends_id is None:
        raise NotFound(plan=plan_id)
    return render_template("roadmaps/difference.html", page=editor_page(viewer, plan), lines=difference_of(plan))


@blueprint.post("/roadmaps/<int:roadmap_id>/amend")
@holding(*MANAGES)
def amend(roadmap_id: int) -> ResponseReturnValue:
    """Make a draft of an amendment."""
    viewer = current_viewer()
    roadmap = get_visible_roadmap(viewer, roadmap_id)
    if not may_manage(viewer, roadmap.organisation_id):
        raise NotAllowed(roadmap=roadmap_id)
    try:
        plan = amend_roadmap(roadmap_id, amended_by=viewer.actor())
    except Conflict:
        flash(_("An amendment of this plan is under way already, or the plan is closed."), "warn")
        return redirect(url_for("roadmaps.show_editions", roadmap_id=roadmap_id), 303)
    flash(_("The draft of the amendment is made: the edition in force holds until it is approved."), "go")
    return redirect(url_for("roadmaps.edit_own", plan_id=plan.id), 303)
