"""The editions of a roadmap, and the one in force applied to another year."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import current_viewer, holding, signed_in
from app.foundation.errors import NotAllowed, SoglasError
from app.foundation.words import local_today
from app.roadmaps.commands import apply_plan
from app.roadmaps.models import Roadmap
from app.roadmaps.policy.plan_file import Plan, read_plan
from app.roadmaps.queries.applying import preview_plan
from app.roadmaps.queries.editions import list_editions
from app.roadmaps.queries.plans import plan_of_version
from app.roadmaps.queries.rights import MANAGES, may_manage
from app.roadmaps.queries.seeing import get_visible_roadmap
from app.roadmaps.routes import blueprint
from app.roadmaps.routes.applying import REFUSED, applied, read_year, refusal_words


@blueprint.get("/roadmaps/<int:roadmap_id>/editions")
@signed_in
def show_editions(roadmap_id: int) -> str:
    """Show the editions of a roadmap with what each changed, and what else can be made of it."""
    return _editions(get_visible_roadmap(current_viewer(), roadmap_id), request.args, {})


def _editions(roadmap: Roadmap, given: Mapping[str, str], problems: Mapping[str, str]) -> str:
    return render_template(
        "roadmaps/editions.html",
        roadmap=roadmap,
        plan=plan_of_version(roadmap.version_id),
        lines=list_editions(roadmap),
        manages=may_manage(current_viewer(), roadmap.organisation_id),
        next_year=max(roadmap.year + 1, local_today().year),
        problems=problems,
        given=given,
    )


@blueprint.get("/roadmaps/<int:roadmap_id>/again")
@holding(*MANAGES)
def preview_again(roadmap_id: int) -> ResponseReturnValue:
    """Show what the edition in force would come to in another year."""
    roadmap = _managed(roadmap_id)
    year, basis = request.args.get("year", ""), request.args.get("basis", "")
    try:
        preview = preview_plan(
            _in_force(roadmap),
            organisation_id=roadmap.organisation_id,
            year=read_year(year),
            basis=basis,
            viewer=current_viewer(),
        )
    except REFUSED as error:
        return _refused(roadmap, request.args, error)
    return render_template(
        "roadmaps/apply.html",
        preview=preview,
        post=url_for("roadmaps.again", roadmap_id=roadmap.id),
        path=[
            (url_for("roadmaps.list_plans"), _("Roadmaps")),
            (url_for("roadmaps.show_plan", roadmap_id=roadmap.id), f"{preview.plan.short}, {roadmap.year}"),
            (url_for("roadmaps.show_editions", roadmap_id=roadmap.id), _("Editions")),
        ],
        carried={"year": year, "basis": basis},
        back=url_for("roadmaps.show_editions", roadmap_id=roadmap.id, year=year, basis=basis, _anchor="again-h"),
    )


@blueprint.post("/roadmaps/<int:roadmap_id>/again")
@holding(*MANAGES)
def again(roadmap_id: int) -> ResponseReturnValue:
    """Apply the edition in force to another year."""
    roadmap = _managed(roadmap_id)
    try:
        done = apply_plan(
            _in_force(roadmap),
            organisation_id=roadmap.organisation_id,
            year=read_year(request.form.get("year", "")),
            applied_by=current_viewer().actor(),
            basis=request.form.get("basis", ""),
        )
    except REFUSED as error:
        return _refused(_managed(roadmap_id), request.form, error)
    return applied(done)


def _managed(roadmap_id: int) -> Roadmap:
    roadmap = get_visible_roadmap(current_viewer(), roadmap_id)
    if not may_manage(current_viewer(), roadmap.organisation_id):
        raise NotAllowed(roadmap=roadmap_id)
    return roadmap


def _in_force(roadmap: Roadmap) -> Plan:
    """Return the edition in force without what amendments have left out."""
    plan = plan_of_version(roadmap.version_id)
    kept = [row for row in plan.data["measures"] if not row.get("excluded")]
    return read_plan({**plan.data, "measures": kept}) if len(kept) < len(plan.measures) else plan


def _refused(roadmap: Roadmap, given: Mapping[str, str], error: SoglasError) -> ResponseReturnValue:
    return _editions(roadmap, given, {"year": refusal_words(error)}), 422
