"""The sheet of agreement as a document, and an agreement confirmed after a change."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import current_viewer, role_name, signed_in
from app.documents.commands.bind_agreement import agree_again
from app.documents.commands.produce import add_document, make_document
from app.documents.policy.paper_rights import require_papers
from app.documents.queries.agreement_paper import sheet_values
from app.documents.queries.case_content import case_content, signer_words
from app.documents.routes import blueprint
from app.engine.queries import get_case_by_number, get_case_visible_to


@blueprint.post("/cases/<number>/agreement-sheet")
@signed_in
def make_sheet(number: str) -> ResponseReturnValue:
    """Make the sheet of agreement as it stands and put it among the documents of the case."""
    viewer = current_viewer()
    case = get_case_visible_to(viewer, get_case_by_number(number).id)
    require_papers(viewer, case.case_id)
    signer = signer_words(viewer.actor(), role_name(viewer.acting.role) if viewer.acting is not None else "")
    content = case_content(case.case_id, more=sheet_values(case.case_id), signer=signer)
    add_document(make_document("agreement-sheet", content), case_id=case.case_id, task_id=None)
    flash(_("The sheet of agreement lies among the documents."), "go")
    return redirect(url_for("cases.show_case", number=number, _anchor="docs"), 303)


@blueprint.post("/tasks/<int:task_id>/agree-again")
@signed_in
def confirm_agreement(task_id: int) -> ResponseReturnValue:
    """Confirm one's own agreement after something was changed."""
    number = agree_again(task_id, agreed_by=current_viewer())
    flash(_("Your agreement stands again."), "go")
    return redirect(url_for("cases.show_case", number=number, _anchor="sheet"), 303)
