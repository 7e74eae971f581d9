"""Dossiers: ask for one, see how far it is, fetch it."""

from __future__ import annotations

from flask import redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import current_viewer, signed_in
from app.documents.commands.content import path_of
from app.documents.commands.make_dossier import ONE_PDF, ZIP, ask_for_dossier
from app.documents.queries.dossiers import get_dossier_of
from app.documents.routes import blueprint
from app.engine.queries import get_case_by_number
from app.foundation.errors import NotFound


@blueprint.post("/cases/<number>/dossier")
@signed_in
def ask_dossier(number: str) -> ResponseReturnValue:
    """Let the dossier of a case be made."""
    form = ONE_PDF if request.form.get("form") == ONE_PDF else ZIP
    dossier_id = ask_for_dossier(get_case_by_number(number).id, asked_by=current_viewer(), form=form)
    return redirect(url_for("documents.show_dossier", dossier_id=dossier_id), 303)


@blueprint.get("/dossiers/<int:dossier_id>")
@signed_in
def show_dossier(dossier_id: int) -> str:
    """Show how far a dossier is; only who asked for it sees it, and only while they see the case."""
    dossier, number = get_dossier_of(current_viewer(), dossier_id)
    return render_template("documents/dossier.html", dossier=dossier, number=number)


@blueprint.get("/dossiers/<int:dossier_id>/file")
@signed_in
def give_dossier(dossier_id: int) -> ResponseReturnValue:
    """Give the archive."""
    dossier, number = get_dossier_of(current_viewer(), dossier_id)
    if dossier.ready_at is None or not path_of(dossier.sha256).is_file():
        raise NotFound
    name, kind = f"Досье {number}.{dossier.form}", f"application/{dossier.form}"
    answer = send_file(
        path_of(dossier.sha256),
        mimetype=kind,
        as_attachment=True,
        download_name=name,
        max_age=0,
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
