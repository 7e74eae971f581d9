"""Templates of documents: the list, one template with its versions, a preview on the data of a case."""

from __future__ import annotations

from io import BytesIO

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import current_viewer, holding, role_name
from app.documents.commands.produce import Made, make_document
from app.documents.commands.templates import upload_template, words_of
from app.documents.policy import DOCX, PDF, FileNotTaken
from app.documents.policy.template_rights import TEMPLATE_OWNERS
from app.documents.queries.case_content import case_content, signer_words
from app.documents.queries.templates import get_template, list_template_versions, list_templates, template_content
from app.documents.routes import blueprint
from app.engine.queries import get_case_by_number, get_case_visible_to
from app.foundation.errors import NotFound
from app.paper.filling import names_in


@blueprint.get("/templates")
@holding(*TEMPLATE_OWNERS)
def list_templates_page() -> str:
    """Show every template with the version in use."""
    return render_template("documents/templates.html", templates=list_templates())


@blueprint.get("/templates/<key>")
@holding(*TEMPLATE_OWNERS)
def show_template(key: str) -> str:
    """Show a template: its versions, what it asks for, a preview on a case."""
    return template_page(key)


def template_page(key: str, *, problem: str = "", case_problem: str = "", made: Made | None = None) -> str:
    """Return the page of a template; `made` is a preview."""
    template = get_template(key)
    _number, data = template_content(key)
    return render_template(
        "documents/template.html",
        template=template,
        versions=list_template_versions(key),
        names=names_in(data),
        problem=problem,
        case_problem=case_problem,
        made=made,
        case_number=request.values.get("case", "").strip()[:40],
    )


@blueprint.get("/templates/<key>/<int:version>/file")
@holding(*TEMPLATE_OWNERS)
def download_template(key: str, version: int) -> ResponseReturnValue:
    """Give the DOCX of a version; 0 is the one that ships."""
    _number, data = template_content(key, version)
    return _give(data, DOCX, f"{get_template(key).blank.title}.docx")


@blueprint.post("/templates/<key>")
@holding(*TEMPLATE_OWNERS)
def upload_version(key: str) -> ResponseReturnValue:
    """Take a new version."""
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return template_page(key, problem=_("Choose a file in DOCX format")), 422
    try:
        row = upload_template(key, upload, note=request.form.get("note", "").strip(), uploaded_by=current_viewer())
    except FileNotTaken as refused:
        return template_page(key, problem=words_of(refused)), 422
    flash(_("Version %(number)d is in use from now on.", number=row.number), "go")
    return redirect(url_for("documents.show_template", key=key), 303)


@blueprint.get("/templates/<key>/preview")
@holding(*TEMPLATE_OWNERS)
def preview_template(key: str) -> ResponseReturnValue:
    """Fill the template in use with the data of a case: the list of what is missing, or the file (`as`)."""
    try:
        made = _preview(key, request.args.get("case", "").strip()[:40])
    except NotFound:
        return template_page(key, case_problem=_("You see no case with this number")), 422
    wanted = request.args.get("as", "")
    if wanted == "docx":
        return _give(made.filled.docx, DOCX, f"{made.title}.docx")
    if wanted == "pdf" and made.pdf is not None:
        return _give(made.pdf, PDF, f"{made.title}.pdf")
    return template_page(key, made=made)


def _preview(key: str, number: str) -> Made:
    viewer = current_viewer()
    case = get_case_visible_to(viewer, get_case_by_number(number).id)
    acting = viewer.acting
    signer = signer_words(viewer.actor(), role_name(acting.role) if acting is not None else "")
    return make_document(key, case_content(case.case_id, signer=signer))


def _give(data: bytes, media_type: str, name: str) -> ResponseReturnValue:
    answer = send_file(BytesIO(data), mimetype=media_type, as_attachment=True, download_name=name, max_age=0)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
