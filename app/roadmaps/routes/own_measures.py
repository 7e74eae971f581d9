"""The measures of a draft: the form with a preview of the dates, the order, removal."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import current_viewer, holding
from app.foundation.errors import Conflict, InvalidInput, NotFound
from app.roadmaps.commands.own_plans import ChangedMeanwhile, move_measure, remove_measure, save_measure
from app.roadmaps.models import OwnPlan
from app.roadmaps.policy.measure_form import read_measure
from app.roadmaps.policy.own_content import find_row, measure_gaps
from app.roadmaps.queries.measure_form import known_of, measure_form, posted_values, values_of
from app.roadmaps.queries.own_plan_words import field_words
from app.roadmaps.queries.own_plans import frame_of
from app.roadmaps.queries.rights import MANAGES
from app.roadmaps.routes import blueprint
from app.roadmaps.routes.own_plans import meanwhile_words, plan_to_change, problem_words


@blueprint.get("/roadmaps/plans/<int:plan_id>/measures/new")
@holding(*MANAGES)
def new_own_measure(plan_id: int) -> str:
    """Show an empty form."""
    plan = plan_to_change(plan_id)
    return _form(plan, "", values_of(plan, "", request.args.get("section", "")), None, {})


@blueprint.get("/roadmaps/plans/<int:plan_id>/measures/<row>")
@holding(*MANAGES)
def edit_own_measure(plan_id: int, row: str) -> str:
    """Show the measure in its form; what is missing is said next to its field."""
    plan = plan_to_change(plan_id)
    found = find_row(plan.content, row)
    if found is None:
        raise NotFound(measure=row)
    asked = {field: field_words(field, "required") for field in measure_gaps(found)}
    if "schedule" in asked:
        _none, problems = read_measure(
            _as_posted(plan, row), frame_of(plan.content), known_of(plan.content, row), was=found
        )
        asked["printed"] = field_words("printed", problems.get("printed", "required"))
        asked.pop("schedule")
    return _form(plan, row, values_of(plan, row), found.get("schedule"), asked)


def _as_posted(plan: OwnPlan, row: str) -> dict[str, list[str]]:
    return {name: [str(value)] for name, value in values_of(plan, row).items() if isinstance(value, str)}


@blueprint.post("/roadmaps/plans/<int:plan_id>/measures/new")
@holding(*MANAGES)
def add_own_measure(plan_id: int) -> ResponseReturnValue:
    """Add a measure, or only show the dates."""
    return _save(plan_id, "")


@blueprint.post("/roadmaps/plans/<int:plan_id>/measures/<row>")
@holding(*MANAGES)
def save_own_measure(plan_id: int, row: str) -> ResponseReturnValue:
    """Change a measure, or only show the dates."""
    return _save(plan_id, row)


def _save(plan_id: int, row: str) -> ResponseReturnValue:
    plan = plan_to_change(plan_id)
    was = find_row(plan.content, row) if row else None
    if row and was is None:
        raise NotFound(measure=row)
    posted = request.form.to_dict(flat=False)
    fields, problems = read_measure(posted, frame_of(plan.content), known_of(plan.content, row), was=was)
    words = {name: field_words(name, code) for name, code in problems.items()}
    values = posted_values(posted)
    if request.form.get("action") == "preview":
        schedule_only = {name: text for name, text in words.items() if name in _OF_THE_SCHEDULE}
        return _form(plan, row, values, fields.get("schedule"), schedule_only, preview=True)
    if problems:
        return _form(plan, row, values, fields.get("schedule"), words), 422
    rev = request.form.get("rev", "")
    number = int(rev) if rev.isdecimal() and len(rev) < 9 else 0
    try:
        saved = save_measure(plan_id, row or None, fields=fields, rev=number, saved_by=current_viewer().actor())
    except InvalidInput as refused:
        return _form(plan, row, values, fields.get("schedule"), problem_words(refused)), 422
    except ChangedMeanwhile as error:
        return _conflict(plan_id, row, values, fields, meanwhile_words(error)), 409
    except Conflict as error:
        flash(meanwhile_words(error), "warn")
        return redirect(url_for("roadmaps.edit_own", plan_id=plan_id), 303)
    flash(_("The measure is saved."), "go")
    if request.form.get("action") == "next":
        section = request.form.get("section", "")
        return redirect(url_for("roadmaps.new_own_measure", plan_id=plan_id, section=section), 303)
    return redirect(url_for("roadmaps.edit_own", plan_id=plan_id, _anchor=f"row-{saved}"), 303)


_OF_THE_SCHEDULE = frozenset({"printed", "how", "start", "end", "day", "weekday", "lead", "source"})


def _conflict(plan_id: int, row: str, values: dict[str, Any], fields: dict[str, Any], words: str) -> str:
    """Show what was typed beside what is stored now; saving again takes the typed."""
    plan = plan_to_change(plan_id)
    stored = values_of(plan, row)
    theirs = {name: stored[name] for name in _COMPARED if str(stored.get(name) or "") != str(values.get(name) or "")}
    return _form(plan, row, values, fields.get("schedule"), {"": words}, theirs=theirs)


_COMPARED = ("number", "title", "printed", "evidence", "expected_result", "audience")


def _form(
    plan: OwnPlan,
    row: str,
    values: dict[str, Any],
    schedule: dict[str, Any] | None,
    problems: dict[str, str],
    *,
    preview: bool = False,
    theirs: dict[str, Any] | None = None,
) -> str:
    rev = (find_row(plan.content, row) or {}).get("rev", 1) if row else 0
    if request.method == "POST" and theirs is None:
        posted = request.form.get("rev", "")
        rev = int(posted) if posted.isdecimal() and len(posted) < 9 else rev
    page = measure_form(plan, row, values, schedule, rev)
    return render_template(
        "roadmaps/own_measure.html", page=page, problems=problems, preview=preview, theirs=theirs or {}
    )


@blueprint.post("/roadmaps/plans/<int:plan_id>/measures/<row>/order")
@holding(*MANAGES)
def order_own_measure(plan_id: int, row: str) -> ResponseReturnValue:
    """Move a measure up or down, remove it, or bring it back."""
    plan_to_change(plan_id)
    actor, action = current_viewer().actor(), request.form.get("action", "")
    try:
        if action == "remove":
            remove_measure(plan_id, row, removed_by=actor)
        else:
            move_measure(plan_id, row, step=-1 if action == "up" else 1, moved_by=actor)
    except Conflict as error:
        flash(meanwhile_words(error), "warn")
    return redirect(url_for("roadmaps.edit_own", plan_id=plan_id, _anchor=f"row-{row}"), 303)
