"""The page of one case, and the diagram it runs on."""

from __future__ import annotations

from flask import Response, abort, render_template, request

from app.access.policy import current_viewer, signed_in
from app.cases.queries.case_page import case_page, find_case
from app.cases.routes import cases
from app.processes.queries import live_version


@cases.get("/cases/<number>")
@signed_in
def show_case(number: str) -> str:
    """Show where the case is, what was decided and what comes next."""
    page = case_page(current_viewer(), number, only_decisions=request.args.get("history") == "decisions")
    return render_template("cases/case.html", page=page)


@cases.get("/cases/<number>/diagram.bpmn")
@signed_in
def show_diagram(number: str) -> Response:
    """Give the diagram of the case's own version to those who may see the case."""
    case = find_case(current_viewer(), number)
    diagrams = live_version(case.version_id).package.diagrams
    if not diagrams:
        abort(404)
    return Response(diagrams[0].data, mimetype="application/xml")
