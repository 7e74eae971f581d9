"""The page of one file: look at it, its versions and what changed, sign it, keep a signature beside it."""

from __future__ import annotations

from io import BytesIO

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.commands.sign_in import TooManyAttempts, WrongCredentials
from app.access.policy import current_viewer, signed_in
from app.documents.commands.content import path_of
from app.documents.commands.produce import pdf_of
from app.documents.commands.sign_file import add_detached, sign_simply
from app.documents.commands.templates import words_of
from app.documents.policy import DOCX, PDF, FileNotTaken
from app.documents.policy.paper_rights import may_add_papers, require_papers
from app.documents.policy.signing import CONSENT, METHODS
from app.documents.queries import get_file_visible_to
from app.documents.queries.file_page import SHOWN, changes_since_before, file_page
from app.documents.routes import blueprint
from app.foundation.errors import InvalidInput, NotFound
from app.paper.marks import Mark, marked


@blueprint.get("/documents/<file_id>/about")
@signed_in
def show_file(file_id: str) -> str:
    """Show what is known of a file."""
    return _page(file_id)


def _page(file_id: str, *, problems: dict[str, str] | None = None) -> str:
    page = file_page(current_viewer(), file_id)
    may_add = may_add_papers(current_viewer(), page.file.case_id or 0)
    return render_template(
        "documents/file.html",
        page=page,
        may_add=may_add,
        consent=CONSENT,
        methods=METHODS,
        problems=problems or {},
        docx=DOCX,
    )


@blueprint.get("/documents/<file_id>/view")
@signed_in
def view_file(file_id: str) -> Response:
    """Show a picture or a PDF by itself: in a sandbox, with a policy of its own, never inside a page of ours."""
    file = get_file_visible_to(current_viewer(), file_id)
    path = path_of(file.sha256)
    if file.media_type not in SHOWN or not path.is_file():
        raise NotFound
    answer = send_file(path, mimetype=file.media_type, download_name=file.name, etag=False, max_age=0)
    inside = "" if file.media_type == PDF else "sandbox; "  # browsers show no PDF inside a sandbox
    policy = (
        f"{inside}default-src 'none'; script-src 'none'; img-src 'self'; style-src 'unsafe-inline'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    answer.headers["Content-Security-Policy"] = policy
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.get("/documents/<file_id>/changes")
@signed_in
def show_changes(file_id: str) -> str:
    """Show in words what differs from the version before."""
    before, file, changes = changes_since_before(current_viewer(), file_id)
    return render_template("documents/changes.html", before=before, file=file, changes=changes)


@blueprint.post("/documents/<file_id>/sign")
@signed_in
def sign(file_id: str) -> ResponseReturnValue:
    """Sign a file by the account, with the password asked again."""
    try:
        sign_simply(
            file_id,
            shown_sha256=request.form.get("sha256", ""),
            password=request.form.get("password", ""),
            agrees=request.form.get("agrees") == "yes",
            address=request.remote_addr or "",
            signed_by=current_viewer(),
        )
    except WrongCredentials:
        return _page(file_id, problems={"password": _("The password is wrong")}), 422
    except TooManyAttempts:
        return _page(file_id, problems={"password": _("Too many attempts: wait a little")}), 429
    except InvalidInput as refused:
        return _page(file_id, problems={"agrees": str(dict(refused.facts["problems"])["agrees"])}), 422  # type: ignore[call-overload]
    flash(_("The file is signed."), "go")
    return redirect(url_for("documents.show_file", file_id=file_id), 303)


@blueprint.post("/documents/<file_id>/signature")
@signed_in
def keep_signature(file_id: str) -> ResponseReturnValue:
    """Keep a detached signature beside a file."""
    require_papers(current_viewer(), get_file_visible_to(current_viewer(), file_id).case_id)
    upload = request.files.get("signature")
    if upload is None or not upload.filename:
        return _page(file_id, problems={"signature": _("Choose a file .sig or .p7s")}), 422
    try:
        row = add_detached(file_id, upload, added_by=current_viewer())
    except FileNotTaken as refused:
        return _page(file_id, problems={"signature": words_of(refused)}), 422
    read = _("The certificate could be read.") if row.certificate else _("The certificate could not be read.")
    kept = _("The signature is kept beside the file; it was not verified.")
    flash(f"{kept} {read}", "go")
    return redirect(url_for("documents.show_file", file_id=file_id), 303)


@blueprint.get("/documents/<file_id>/marked")
@signed_in
def give_marked(file_id: str) -> ResponseReturnValue:
    """Give a copy for printing with the marks of the simple signatures; the signed file itself stays as it is."""
    page = file_page(current_viewer(), file_id)
    own = [one for one in page.signatures if one.file_id == page.file.id and one.method == "simple"]
    if page.file.media_type != DOCX or not own:
        raise NotFound
    marks = [
        Mark(name=one.person_name, post=one.post, at=one.signed_at, sha256=one.sha256, session=one.session_id or 0)
        for one in own
    ]
    docx = marked(path_of(page.file.sha256).read_bytes(), marks)
    pdf, _maker = pdf_of(docx)
    data, kind, ending = (pdf, PDF, "pdf") if pdf is not None else (docx, DOCX, "docx")
    name = f"{page.file.name.rpartition('.')[0]} (с отметкой).{ending}"
    answer = send_file(BytesIO(data), mimetype=kind, as_attachment=True, download_name=name, max_age=0)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
