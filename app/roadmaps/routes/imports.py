"""A plan from a workbook or a document: upload, the preview with its choices, the draft."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.policy import current_viewer, holding
from app.foundation.errors import InvalidInput
from app.roadmaps.commands.importing import choose, get_upload, keep_upload, make_of_upload
from app.roadmaps.policy.import_rows import MOST_MEASURES
from app.roadmaps.policy.import_tables import MAX_BYTES, FileRefused, read_tables
from app.roadmaps.queries.importing import kinds_of, preview_page
from app.roadmaps.queries.measure_form import family_choices, post_choices
from app.roadmaps.queries.own_plan_words import column_words, file_words
from app.roadmaps.queries.rights import MANAGES
from app.roadmaps.queries.roadmap_list import organisations_to_apply
from app.roadmaps.routes import blueprint
from app.roadmaps.routes.own_plans import chosen_organisation, problem_words

_SAID = ("title", "short", "first", "last", "executor", "controller", "evidence", "family")


@blueprint.get("/roadmaps/imports")
@holding(*MANAGES)
def new_import() -> str:
    """Show the form to upload a file."""
    return _upload_form("")


def _upload_form(problem: str) -> str:
    return render_template(
        "roadmaps/import_file.html",
        organisations=organisations_to_apply(current_viewer()),
        problem=problem,
        given=request.form,
    )


@blueprint.post("/roadmaps/imports")
@holding(*MANAGES)
def upload_plan() -> ResponseReturnValue:
    """Read the tables of a file and show what is understood of them; the file itself is not kept."""
    organisation_id = chosen_organisation()
    file = request.files.get("file")
    if file is None or not file.filename:
        return _upload_form(str(_("Choose a file"))), 422
    try:
        tables = read_tables(file.stream.read(MAX_BYTES + 1))
    except FileRefused as refused:
        return _upload_form(file_words(refused.code)), 422
    upload = keep_upload(tables, name=file.filename, organisation_id=organisation_id, kept_by=current_viewer().actor())
    return redirect(url_for("roadmaps.show_import", upload_id=upload.id), 303)


@blueprint.get("/roadmaps/imports/<int:upload_id>")
@holding(*MANAGES)
def show_import(upload_id: int) -> str:
    """Show what is understood of the rows, with the choices that change it."""
    return _preview(upload_id, {})


def _preview(upload_id: int, problems: dict[str, str]) -> str:
    upload = get_upload(upload_id, current_viewer().actor())
    return render_template(
        "roadmaps/import_preview.html",
        page=preview_page(upload),
        problems=problems,
        columns=column_words(),
        posts=post_choices(),
        families=family_choices(),
    )


@blueprint.post("/roadmaps/imports/<int:upload_id>")
@holding(*MANAGES)
def change_import(upload_id: int) -> ResponseReturnValue:
    """Keep the choices and show the rows anew, or make the draft."""
    actor = current_viewer().actor()
    kinds = kinds_of(get_upload(upload_id, actor).choices)
    if request.form.get("action") == "kinds":
        kinds = _with_kind(kinds)
    choose(upload_id, _choices() | {"kinds": kinds}, chosen_by=actor)
    if request.form.get("action") != "make":
        return redirect(url_for("roadmaps.show_import", upload_id=upload_id, _anchor="rows"), 303)
    try:
        plan = make_of_upload(upload_id, made_by=actor)
    except InvalidInput as refused:
        words = problem_words(refused)
        if "columns" in words:
            words["columns"] = str(_("No row is understood: say which column holds the measures"))
        return _preview(upload_id, words), 422
    flash(_("The draft is made; answer the questions that are left, then it can be agreed."), "go")
    return redirect(url_for("roadmaps.edit_own", plan_id=plan.id), 303)


def _with_kind(kinds: dict[str, str]) -> dict[str, str]:
    """Return the kinds with the one that was chosen for the marked rows; «by its words» takes a choice back."""
    rows, kind = [row[:40] for row in request.form.getlist("row")][:MOST_MEASURES], request.form.get("rows_family", "")
    if not rows:
        flash(_("Nothing was changed: mark at least one row."), "warn")
        return kinds
    flash(ngettext("%(num)d row is changed.", "%(num)d rows are changed.", len(rows)), "go")
    left = {key: value for key, value in kinds.items() if key not in rows}
    return left | dict.fromkeys(rows, kind) if kind else left


def _choices() -> dict[str, Any]:
    """Return what was said, with the columns by table and position."""
    said: dict[str, Any] = {name: " ".join(request.form.get(name, "").split())[:1000] for name in _SAID}
    columns: dict[str, dict[str, str]] = {}
    for name, value in request.form.items():
        shape, _sep, position = name.removeprefix("column-").partition("-")
        if name.startswith("column-") and shape.isdecimal() and position.isdecimal() and len(shape + position) < 6:
            columns.setdefault(shape, {})[position] = value[:40]
    return {**said, "columns": columns}
