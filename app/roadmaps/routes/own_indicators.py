"""The indicators that a draft of a plan defines itself: the form, and taking one out."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import current_viewer, holding
from app.foundation.errors import Conflict, InvalidInput, NotFound
from app.roadmaps.commands.own_indicators import remove_indicator, save_indicator
from app.roadmaps.commands.own_plans import ChangedMeanwhile
from app.roadmaps.models import OwnPlan
from app.roadmaps.policy.own_indicators import find_own, read_own
from app.roadmaps.queries.own_indicator_words import indicator_form, indicator_problem, stored_values, years_of
from app.roadmaps.queries.rights import MANAGES
from app.roadmaps.routes import blueprint
from app.roadmaps.routes.own_plans import meanwhile_words, plan_to_change


@blueprint.get("/roadmaps/plans/<int:plan_id>/indicators/new")
@holding(*MANAGES)
def new_own_indicator(plan_id: int) -> str:
    """Show an empty form."""
    plan = plan_to_change(plan_id)
    return _form(plan, "", stored_values(plan, ""), {}, 0)


@blueprint.get("/roadmaps/plans/<int:plan_id>/indicators/<row>")
@holding(*MANAGES)
def edit_own_indicator(plan_id: int, row: str) -> str:
    """Show an indicator in its form."""
    plan = plan_to_change(plan_id)
    return _form(plan, row, stored_values(plan, row), {}, _rev_of(plan, row))


@blueprint.post("/roadmaps/plans/<int:plan_id>/indicators/new")
@holding(*MANAGES)
def add_own_indicator(plan_id: int) -> ResponseReturnValue:
    """Define an indicator."""
    return _save(plan_to_change(plan_id), "")


@blueprint.post("/roadmaps/plans/<int:plan_id>/indicators/<row>")
@holding(*MANAGES)
def save_own_indicator(plan_id: int, row: str) -> ResponseReturnValue:
    """Change an indicator."""
    plan = plan_to_change(plan_id)
    _rev_of(plan, row)
    return _save(plan, row)


@blueprint.post("/roadmaps/plans/<int:plan_id>/indicators/<row>/remove")
@holding(*MANAGES)
def remove_own_indicator(plan_id: int, row: str) -> ResponseReturnValue:
    """Take an indicator out of the draft."""
    plan_to_change(plan_id)
    try:
        remove_indicator(plan_id, row, removed_by=current_viewer().actor())
    except Conflict as error:
        flash(meanwhile_words(error), "warn")
    else:
        flash(_("The indicator is taken out of the plan and of its measures."), "go")
    return redirect(url_for("roadmaps.edit_own", plan_id=plan_id, _anchor="indicators"), 303)


def _rev_of(plan: OwnPlan, row: str) -> int:
    found = find_own(plan.content, row)
    if found is None:
        raise NotFound(indicator=row)
    return int(found.get("rev", 1))


def _save(plan: OwnPlan, row: str) -> ResponseReturnValue:
    values = request.form.to_dict()
    fields, problems = read_own(values, years_of(plan.content))
    posted = request.form.get("rev", "")
    rev = int(posted) if posted.isdecimal() and len(posted) < 9 else 0
    if problems:
        return _form(plan, row, values, problems, rev), 422
    try:
        save_indicator(plan.id, row, fields=fields, rev=rev, saved_by=current_viewer().actor())
    except InvalidInput:
        return _form(plan, row, values, {"name": "too many indicators"}, rev), 422
    except ChangedMeanwhile as error:
        now = plan_to_change(plan.id)
        page = _form(now, row, values, {}, _rev_of(now, row), {"": meanwhile_words(error)}, stored_values(now, row))
        return page, 409
    except Conflict as error:
        flash(meanwhile_words(error), "warn")
        return redirect(url_for("roadmaps.edit_own", plan_id=plan.id), 303)
    flash(_("The indicator is saved: measures of the plan can name it."), "go")
    return redirect(url_for("roadmaps.edit_own", plan_id=plan.id, _anchor="indicators"), 303)


def _form(
    plan: OwnPlan,
    row: str,
    values: Mapping[str, str],
    problems: Mapping[str, str],
    rev: int,
    words: Mapping[str, str] | None = None,
    theirs: Mapping[str, str] | None = None,
) -> str:
    told = {name: indicator_problem(name, code, values) for name, code in problems.items()} | dict(words or {})
    page = indicator_form(plan, row, values, rev)
    return render_template("roadmaps/own_indicator.html", page=page, problems=told, theirs=theirs or {})
