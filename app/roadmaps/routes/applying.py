"""Applying a plan: first what it would come to, then the plan itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import current_viewer, holding
from app.foundation.errors import Conflict, InvalidInput, NotFound, SoglasError
from app.roadmaps.commands import Applied, apply_plan
from app.roadmaps.policy.plan_file import Plan
from app.roadmaps.queries.applying import preview_plan
from app.roadmaps.queries.library import find_shipped_plan
from app.roadmaps.queries.rights import MANAGES, may_manage
from app.roadmaps.routes import blueprint
from app.roadmaps.routes.plans import plan_list

REFUSED: Final = (InvalidInput, Conflict)
_TYPED: Final = ("plan", "organisation", "year", "basis")


@blueprint.get("/roadmaps/apply")
@holding(*MANAGES)
def preview_apply() -> ResponseReturnValue:
    """Show what applying a plan would come to; nothing is saved."""
    asked = request.args
    if not asked:
        return redirect(url_for("roadmaps.list_plans"))
    plan, organisation_id = _chosen(asked)
    try:
        preview = preview_plan(
            plan,
            organisation_id=organisation_id,
            year=read_year(asked.get("year", "")),
            basis=asked.get("basis", ""),
            viewer=current_viewer(),
        )
    except REFUSED as error:
        return _refused(asked, error)
    carried: dict[str, Any] = {name: asked.get(name, "") for name in _TYPED}
    return render_template(
        "roadmaps/apply.html",
        preview=preview,
        post=url_for("roadmaps.apply"),
        carried=carried,
        path=[(url_for("roadmaps.list_plans"), _("Roadmaps"))],
        back=url_for("roadmaps.list_plans", _anchor="apply-h", **carried),
    )


@blueprint.post("/roadmaps")
@holding(*MANAGES)
def apply() -> ResponseReturnValue:
    """Apply a plan to an organisation and a year."""
    plan, organisation_id = _chosen(request.form)
    try:
        done = apply_plan(
            plan,
            organisation_id=organisation_id,
            year=read_year(request.form.get("year", "")),
            applied_by=current_viewer().actor(),
            basis=request.form.get("basis", ""),
        )
    except REFUSED as error:
        return _refused(request.form, error)
    return applied(done)


def _chosen(asked: Mapping[str, str]) -> tuple[Plan, int]:
    """Return the plan and the organisation of the form. Raises NotFound when the person does not manage it."""
    plan, place = find_shipped_plan(asked.get("plan", "")), asked.get("organisation", "")
    if plan is None or not place.isdecimal() or len(place) > 9 or not may_manage(current_viewer(), int(place)):
        raise NotFound
    return plan, int(place)


def read_year(text: str) -> int:
    """Return the year that was typed. Raises InvalidInput."""
    text = text.strip()
    if not text.isdecimal() or len(text) != 4:
        raise InvalidInput(problems={"year": "number"})
    return int(text)


def _refused(given: Mapping[str, str], error: SoglasError) -> ResponseReturnValue:
    return plan_list(given, {"year": refusal_words(error)}), 422


def refusal_words(error: SoglasError) -> str:
    """Return why a plan does not begin in the year that was typed."""
    if isinstance(error, Conflict):
        return str(_("This plan is already carried out there for that year"))
    return str(_("Write the year with four digits, at most thirty years from the printed one"))


def applied(done: Applied) -> ResponseReturnValue:
    """Say what was applied, and show it."""
    flash(_("The plan is applied: %(count)d due dates, cases will open by themselves.", count=done.occurrences), "go")
    return redirect(url_for("roadmaps.show_plan", roadmap_id=done.roadmap_id), 303)
