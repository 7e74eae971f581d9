"""Plans made here: their list, making one from nothing or from a copy, its head and sections."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import current_viewer, holding, role_name, signed_in
from app.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from app.foundation.words import when
from app.roadmaps.commands.own_plans import (
    ChangedMeanwhile,
    drop_plan,
    make_plan,
    move_section,
    remove_section,
    save_head,
    save_section,
)
from app.roadmaps.models import OwnPlan
from app.roadmaps.queries.editions import effect_of
from app.roadmaps.queries.own_indicator_words import giver_words
from app.roadmaps.queries.own_plan_words import field_words
from app.roadmaps.queries.own_plans import editor_page, find_source, get_own_plan, list_own_plans, sources
from app.roadmaps.queries.parties import parties_for
from app.roadmaps.queries.rights import MANAGES, may_manage, may_manage_anything
from app.roadmaps.queries.roadmap_list import organisations_to_apply
from app.roadmaps.routes import blueprint


@blueprint.get("/roadmaps/plans")
@signed_in
def list_own() -> str:
    """Show the plans that are made here, and let those who may make another."""
    return _list({})


def _list(problems: dict[str, str]) -> str:
    viewer = current_viewer()
    manages = may_manage_anything(viewer)
    return render_template(
        "roadmaps/own_plans.html",
        lines=list_own_plans(viewer),
        manages=manages,
        sources=[("", _("nothing: an empty plan")), *sources(viewer)] if manages else [],
        organisations=organisations_to_apply(viewer) if manages else [],
        problems=problems,
        given=request.form,
    )


@blueprint.post("/roadmaps/plans")
@holding(*MANAGES)
def make_own() -> ResponseReturnValue:
    """Make a draft from nothing or from a copy."""
    viewer, form = current_viewer(), request.form
    source = find_source(viewer, form.get("source", ""))
    try:
        plan = make_plan(
            title=" ".join(form.get("title", "").split())[:1000],
            short=" ".join(form.get("short", "").split())[:120],
            first=read_day("first"),
            last=read_day("last"),
            organisation_id=chosen_organisation(),
            source=source,
            made_by=viewer.actor(),
        )
    except InvalidInput as refused:
        return _list(problem_words(refused)), 422
    flash(_("The draft is made: nobody carries it out until it is agreed and approved."), "go")
    return redirect(url_for("roadmaps.edit_own", plan_id=plan.id), 303)


def chosen_organisation() -> int:
    """Return the organisation of the form. Raises NotFound when the person does not manage it."""
    text = request.form.get("organisation", "")
    if not text.isdecimal() or len(text) > 9 or not may_manage(current_viewer(), int(text)):
        raise NotFound
    return int(text)


def read_day(name: str) -> date | None:
    """Return a posted day, None when there is none."""
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None


def problem_words(refused: InvalidInput) -> dict[str, str]:
    """Return what is wrong by field, in words."""
    problems = refused.facts.get("problems")
    return {name: field_words(name, code) for name, code in (problems if isinstance(problems, dict) else {}).items()}


def plan_to_change(plan_id: int) -> OwnPlan:
    """Return a plan that the person may change. Raises NotFound, NotAllowed."""
    viewer = current_viewer()
    plan = get_own_plan(viewer, plan_id)
    if not may_manage(viewer, plan.organisation_id):
        raise NotAllowed(plan=plan_id)
    return plan


def meanwhile_words(error: Conflict) -> str:
    """Return why a change was not taken: somebody was faster, or the plan is no draft any more."""
    if isinstance(error, ChangedMeanwhile):
        who, at = str(error.facts.get("by")), error.facts["at"]
        words = _("Not saved: %(who)s changed this %(when)s. Compare below and save again.", who=who, when=when(at))  # type: ignore[arg-type]
        return str(words)
    return str(_("The plan is not a draft any more: it cannot be changed."))


@blueprint.get("/roadmaps/plans/<int:plan_id>")
@signed_in
def edit_own(plan_id: int) -> str:
    """Show the plan, with everything that changes it for those who may."""
    return _editor(plan_id, {})


def _editor(plan_id: int, problems: dict[str, str]) -> str:
    viewer = current_viewer()
    plan = get_own_plan(viewer, plan_id)
    page = editor_page(viewer, plan)
    return render_template(
        "roadmaps/own_plan.html",
        page=page,
        problems=problems,
        given=request.form,
        parties=[(party, role_name(party.partition("@")[0])) for party in parties_for(plan.organisation_id)],
        effect=effect_of(plan) if page.edits else None,
        giver_name=dict(giver_words()).get,
    )


@blueprint.post("/roadmaps/plans/<int:plan_id>/head")
@holding(*MANAGES)
def save_own_head(plan_id: int) -> ResponseReturnValue:
    """Change title, basis and life of the draft."""
    plan_to_change(plan_id)
    ver = request.form.get("rev", "")
    try:
        save_head(
            plan_id,
            ver=int(ver) if ver.isdecimal() and len(ver) < 9 else 0,
            head=request.form,
            first=read_day("first"),
            last=read_day("last"),
            saved_by=current_viewer().actor(),
        )
    except InvalidInput as refused:
        return _editor(plan_id, problem_words(refused)), 422
    except Conflict as error:
        return _meanwhile(plan_id, "title", error)
    flash(_("Saved."), "go")
    return redirect(url_for("roadmaps.edit_own", plan_id=plan_id), 303)


@blueprint.post("/roadmaps/plans/<int:plan_id>/sections")
@holding(*MANAGES)
def add_own_section(plan_id: int) -> ResponseReturnValue:
    """Add a section at the end."""
    plan_to_change(plan_id)
    return _changed_section(plan_id, None)


@blueprint.post("/roadmaps/plans/<int:plan_id>/sections/<int:section_id>")
@holding(*MANAGES)
def change_own_section(plan_id: int, section_id: int) -> ResponseReturnValue:
    """Rename, move or remove a section, by the button pressed."""
    plan_to_change(plan_id)
    actor, action = current_viewer().actor(), request.form.get("action", "save")
    if action == "save":
        return _changed_section(plan_id, section_id)
    try:
        if action == "remove":
            remove_section(plan_id, section_id, removed_by=actor)
        else:
            move_section(plan_id, section_id, step=-1 if action == "up" else 1, moved_by=actor)
    except InvalidInput:
        flash(_("Not removed: a section with measures, or the last one, stays."), "warn")
    except Conflict as error:
        flash(meanwhile_words(error), "warn")
    return redirect(url_for("roadmaps.edit_own", plan_id=plan_id, _anchor=f"section-{section_id}"), 303)


def _meanwhile(plan_id: int, field: str, error: Conflict) -> ResponseReturnValue:
    """Show what was typed with who was faster; a plan that is no draft any more is only shown."""
    if isinstance(error, ChangedMeanwhile):
        return _editor(plan_id, {field: meanwhile_words(error)}), 409
    flash(meanwhile_words(error), "warn")
    return redirect(url_for("roadmaps.edit_own", plan_id=plan_id), 303)


def _changed_section(plan_id: int, section_id: int | None) -> ResponseReturnValue:
    rev = request.form.get("rev", "")
    title = request.form.get("section_title", "")
    number = int(rev) if rev.isdecimal() and len(rev) < 9 else 0
    try:
        save_section(plan_id, section_id, title=title, rev=number, saved_by=current_viewer().actor())
    except InvalidInput as refused:
        return _editor(plan_id, problem_words(refused)), 422
    except Conflict as error:
        return _meanwhile(plan_id, "section_title", error)
    return redirect(url_for("roadmaps.edit_own", plan_id=plan_id, _anchor=f"section-{section_id or 'new'}"), 303)


@blueprint.post("/roadmaps/plans/<int:plan_id>/drop")
@holding(*MANAGES)
def drop_own(plan_id: int) -> ResponseReturnValue:
    """Put a draft away."""
    plan_to_change(plan_id)
    try:
        drop_plan(plan_id, dropped_by=current_viewer().actor())
    except Conflict as error:
        flash(meanwhile_words(error), "warn")
        return redirect(url_for("roadmaps.edit_own", plan_id=plan_id), 303)
    flash(_("The draft is put away."), "go")
    return redirect(url_for("roadmaps.list_own"), 303)
