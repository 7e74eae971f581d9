"""A schedule of leaves from a workbook: upload, look, write exactly that down."""

from __future__ import annotations

from io import BytesIO

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.policy import Viewer, current_viewer, signed_in
from app.foundation.errors import InvalidInput, NotAllowed
from app.organisation.commands.import_absences import absences_template, apply_absences, plan_absences
from app.organisation.commands.import_plan import Plan
from app.organisation.commands.import_workbook import PlanChanged, get_kept_workbook, keep_workbook
from app.organisation.commands.workbook import MAX_BYTES, WorkbookRefused
from app.organisation.policy.absences import organisations_with_absences
from app.organisation.queries.absences import list_people_of
from app.organisation.routes import blueprint
from app.organisation.routes.importing import XLSX


def _writer() -> Viewer:
    """Return who looks; raises NotAllowed for those who write down nobody's absences but their own."""
    viewer = current_viewer()
    if not list_people_of(organisations_with_absences(viewer), text="", limit=1):
        raise NotAllowed
    return viewer


@blueprint.get("/absences/import")
@signed_in
def show_absence_import() -> str:
    """Show where to upload a schedule."""
    _writer()
    return _page()


@blueprint.get("/absences/import/template")
@signed_in
def download_absence_template() -> ResponseReturnValue:
    """Give an empty workbook."""
    _writer()
    content = BytesIO(absences_template())
    return send_file(content, mimetype=XLSX, as_attachment=True, download_name="soglas-absences.xlsx")


@blueprint.post("/absences/import")
@signed_in
def show_absence_plan() -> ResponseReturnValue:
    """Show what would be written down; nothing is changed yet."""
    viewer, upload = _writer(), request.files.get("file")
    if upload is None or not upload.filename:
        return _page(problem=_("Choose a file in XLSX format")), 422
    content = upload.stream.read(MAX_BYTES + 1)
    try:
        plan = plan_absences(content, viewer=viewer)
    except WorkbookRefused as refused:
        return _page(problem=str(refused)), 422
    file_id = 0
    if not plan.problems and plan.changes:
        file_id = keep_workbook(content, name=upload.filename, plan=plan, kept_by=viewer)
    return _differences(plan, file_id, upload.filename), 422 if plan.problems else 200


@blueprint.post("/absences/import/<int:file_id>/apply")
@signed_in
def apply_absence_plan(file_id: int) -> ResponseReturnValue:
    """Write down what was shown, all or nothing."""
    get_kept_workbook(file_id, current_viewer())
    viewer = _writer()
    try:
        plan = apply_absences(file_id, shown_hash=request.form.get("plan", ""), viewer=viewer)
    except (PlanChanged, InvalidInput):
        file = get_kept_workbook(file_id, viewer)
        plan = plan_absences(file.content, viewer=viewer)
        kept = keep_workbook(file.content, name=file.name, plan=plan, kept_by=viewer) if not plan.problems else 0
        return _differences(plan, kept, file.name, has_changed=True), 409
    count = len(plan.changes)
    flash(ngettext("%(num)d absence is written down.", "%(num)d absences are written down.", count), "go")
    return redirect(url_for("organisation.show_absences"), 303)


def _differences(plan: Plan, file_id: int, name: str, *, has_changed: bool = False) -> str:
    more = {"has_changed": True} if has_changed else {}
    return render_template(
        "organisation/differences.html",
        plan=plan,
        file_id=file_id,
        name=name,
        apply_to=url_for("organisation.apply_absence_plan", file_id=file_id),
        again=url_for("organisation.show_absence_import"),
        path=[
            (url_for("organisation.show_absences"), _("Absences and substitutions")),
            (url_for("organisation.show_absence_import"), _("Schedule of leaves")),
        ],
        **more,
    )


def _page(problem: str = "") -> str:
    return render_template("organisation/absence_import.html", problem=problem, size=MAX_BYTES // 1024 // 1024)
