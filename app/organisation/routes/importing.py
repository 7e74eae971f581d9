"""Import from a workbook: upload, look at the differences, carry exactly them out."""

from __future__ import annotations

from io import BytesIO

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.policy import current_viewer, holding
from app.foundation.errors import InvalidInput
from app.organisation.commands.import_workbook import (
    PlanChanged,
    apply_kept_workbook,
    get_kept_workbook,
    keep_workbook,
    plan_workbook,
)
from app.organisation.commands.workbook import MAX_BYTES, WorkbookRefused, template_workbook
from app.organisation.policy.managing import MANAGERS
from app.organisation.routes import blueprint

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/organisations/import")
@holding(*MANAGERS)
def show_import() -> str:
    """Show where to upload a workbook."""
    return _page()


@blueprint.get("/organisations/import/template")
@holding(*MANAGERS)
def download_template() -> ResponseReturnValue:
    """Give an empty workbook."""
    content = BytesIO(template_workbook())
    return send_file(content, mimetype=XLSX, as_attachment=True, download_name="soglas-import.xlsx")


@blueprint.post("/organisations/import")
@holding(*MANAGERS)
def show_differences() -> ResponseReturnValue:
    """Show what the uploaded workbook would change; nothing is changed yet."""
    viewer, upload = current_viewer(), request.files.get("file")
    if upload is None or not upload.filename:
        return _page(problem=_("Choose a file in XLSX format")), 422
    content = upload.stream.read(MAX_BYTES + 1)
    try:
        plan = plan_workbook(content, viewer=viewer)
    except WorkbookRefused as refused:
        return _page(problem=str(refused)), 422
    file_id = 0
    if not plan.problems and plan.changes:
        file_id = keep_workbook(content, name=upload.filename, plan=plan, kept_by=viewer)
    page = render_template("organisation/differences.html", plan=plan, file_id=file_id, name=upload.filename)
    return page, 422 if plan.problems else 200


@blueprint.post("/organisations/import/<int:file_id>/apply")
@holding(*MANAGERS)
def apply_differences(file_id: int) -> ResponseReturnValue:
    """Carry out what was shown, all or nothing."""
    viewer = current_viewer()
    try:
        plan = apply_kept_workbook(file_id, shown_hash=request.form.get("plan", ""), viewer=viewer)
    except (PlanChanged, InvalidInput):
        file = get_kept_workbook(file_id, viewer)
        plan = plan_workbook(file.content, viewer=viewer)
        kept = keep_workbook(file.content, name=file.name, plan=plan, kept_by=viewer) if not plan.problems else 0
        page = render_template(
            "organisation/differences.html", plan=plan, file_id=kept, name=file.name, has_changed=True
        )
        return page, 409
    count = len(plan.changes)
    flash(ngettext("%(num)d change is carried out.", "%(num)d changes are carried out.", count), "go")
    return redirect(url_for("organisation.list_organisations"), 303)


def _page(problem: str = "") -> str:
    return render_template("organisation/import.html", problem=problem, size=MAX_BYTES // 1024 // 1024)
