"""The summary of remarks of a case, to read and as a document."""

from __future__ import annotations

from io import BytesIO

from flask import Response, render_template, send_file

from app.access.policy import current_viewer, signed_in
from app.cases.queries.case_page import find_case
from app.cases.queries.remarks_document import remarks_document
from app.cases.routes import cases
from app.engine.queries import list_remarks
from app.engine.queries.remark_words import said_words, standing_words

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@cases.get("/cases/<number>/remarks")
@signed_in
def show_remarks(number: str) -> str:
    """Show every remark of the case with what was said about it."""
    viewer = current_viewer()
    case = find_case(viewer, number)
    return render_template(
        "cases/remarks.html",
        case=case,
        remarks=list_remarks(viewer, case.case_id),
        standing=standing_words,
        said_words=said_words,
    )


@cases.get("/cases/<number>/remarks.docx")
@signed_in
def download_remarks(number: str) -> Response:
    """Give the summary as a document."""
    viewer = current_viewer()
    case = find_case(viewer, number)
    content = remarks_document(case, list_remarks(viewer, case.case_id))
    name = f"svodka-zamechanij-{case.number}.docx"
    return send_file(BytesIO(content), mimetype=DOCX, as_attachment=True, download_name=name)
