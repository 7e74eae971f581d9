"""Pages of a centre that no case created: enter, change, take out."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import current_viewer, holding
from app.centres.commands import change_centre, enter_centre, remove_centre
from app.centres.forms import CentreForm
from app.centres.models import Centre
from app.centres.policy import KEEPERS, schools_to_choose
from app.centres.queries import get_entered_centre
from app.centres.routes.registry import centres
from app.foundation.errors import InvalidInput


@centres.get("/centres/new")
@holding(*KEEPERS)
def new_centre() -> str:
    """Show the empty form."""
    return _draw(CentreForm().offer(schools_to_choose(current_viewer())))


@centres.post("/centres/new")
@holding(*KEEPERS)
def enter() -> ResponseReturnValue:
    """Enter the centre, or show what is wrong."""
    viewer = current_viewer()
    form = CentreForm(request.form).offer(schools_to_choose(viewer))
    if not form.validate():
        return _draw(form), 422
    try:
        enter_centre(form.facts(), entered_by=viewer)
    except InvalidInput as failure:
        return _draw(_with(form, failure)), 422
    flash(_("The centre is in the registry."), "go")
    return redirect(url_for("centres.list_all"), 303)


@centres.get("/centres/<int:centre_id>")
@holding(*KEEPERS)
def edit_centre(centre_id: int) -> str:
    """Show what was entered."""
    viewer = current_viewer()
    centre = get_entered_centre(viewer, centre_id)
    return _draw(CentreForm(obj=centre).offer(schools_to_choose(viewer)), centre)


@centres.post("/centres/<int:centre_id>")
@holding(*KEEPERS)
def change(centre_id: int) -> ResponseReturnValue:
    """Change what was entered, or show what is wrong."""
    viewer = current_viewer()
    centre = get_entered_centre(viewer, centre_id)
    form = CentreForm(request.form).offer(schools_to_choose(viewer))
    if not form.validate():
        return _draw(form, centre), 422
    try:
        change_centre(centre_id, form.facts(), changed_by=viewer)
    except InvalidInput as failure:
        return _draw(_with(form, failure), centre), 422
    flash(_("The line of the registry is changed."), "go")
    return redirect(url_for("centres.list_all"), 303)


@centres.post("/centres/<int:centre_id>/remove")
@holding(*KEEPERS)
def remove(centre_id: int) -> ResponseReturnValue:
    """Take out a line that was entered by mistake."""
    viewer = current_viewer()
    centre = get_entered_centre(viewer, centre_id)
    reason = request.form.get("reason", "")
    try:
        remove_centre(centre_id, reason=reason, removed_by=viewer)
    except InvalidInput as failure:
        problems: dict[str, str] = failure.facts["problems"]  # type: ignore[assignment]
        form = CentreForm(obj=centre).offer(schools_to_choose(viewer))
        return _draw(form, centre, reason=reason, problem=problems["reason"]), 422
    flash(_("The line is taken out of the registry; the record keeps what it said."), "go")
    return redirect(url_for("centres.list_all"), 303)


def _draw(form: CentreForm, centre: Centre | None = None, *, reason: str = "", problem: str = "") -> str:
    return render_template("centres/edit.html", form=form, centre=centre, reason=reason, problem=problem)


def _with(form: CentreForm, failure: InvalidInput) -> CentreForm:
    problems: dict[str, str] = failure.facts["problems"]  # type: ignore[assignment]
    for name, words in problems.items():
        form[name].errors = [words]
    return form
