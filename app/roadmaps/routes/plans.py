"""The list of plans, and the page of an applied one."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import current_viewer, holding, signed_in
from app.foundation.errors import InvalidInput
from app.roadmaps.commands import close_roadmap
from app.roadmaps.queries.changes_page import count_waiting
from app.roadmaps.queries.rights import MANAGES, may_manage, may_manage_anything
from app.roadmaps.queries.roadmap_list import list_roadmaps, organisations_to_apply, plans_to_apply
from app.roadmaps.queries.roadmap_page import roadmap_page
from app.roadmaps.queries.seeing import get_visible_roadmap
from app.roadmaps.routes import blueprint


@blueprint.get("/roadmaps")
@signed_in
def list_plans() -> str:
    """Show the plans that are carried out where the person sees, and let those who may apply another."""
    return plan_list(request.args, {})


def plan_list(given: Mapping[str, str], problems: Mapping[str, str]) -> str:
    """Draw the list with what was typed into the form of applying, and what is wrong with it."""
    viewer = current_viewer()
    manages = may_manage_anything(viewer)
    return render_template(
        "roadmaps/list.html",
        lines=list_roadmaps(viewer),
        manages=manages,
        plans=plans_to_apply() if manages else (),
        organisations=organisations_to_apply(viewer) if manages else (),
        given=given,
        problems=problems,
    )


@blueprint.get("/roadmaps/<int:roadmap_id>")
@signed_in
def show_plan(roadmap_id: int) -> str:
    """Show the rows of an applied plan with deadline, state and Gantt line."""
    viewer = current_viewer()
    roadmap = get_visible_roadmap(viewer, roadmap_id)
    return render_template(
        "roadmaps/show.html",
        page=roadmap_page(viewer, roadmap, request.args),
        manages=may_manage(viewer, roadmap.organisation_id),
        waiting=count_waiting(viewer, roadmap),
    )


@blueprint.post("/roadmaps/<int:roadmap_id>/close")
@holding(*MANAGES)
def close(roadmap_id: int) -> ResponseReturnValue:
    """Open nothing more by itself."""
    viewer = current_viewer()
    get_visible_roadmap(viewer, roadmap_id)
    try:
        close_roadmap(roadmap_id, reason=request.form.get("reason", ""), closed_by=viewer.actor())
    except InvalidInput:
        flash(_("Not closed: write why the plan is closed."), "stop")
    else:
        flash(_("The plan is closed: no case opens by itself any more, those that run go on."), "go")
    return redirect(url_for("roadmaps.show_plan", roadmap_id=roadmap_id), 303)
