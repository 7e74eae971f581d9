"""The list of cases."""

from __future__ import annotations

from flask import render_template, request

from app.access.policy import current_viewer, signed_in
from app.cases.queries.list_page import cases_page
from app.cases.routes import cases


@cases.get("/cases")
@signed_in
def list_cases() -> str:
    """Show the cases this person may see, latest first."""
    return render_template("cases/list.html", page=cases_page(current_viewer(), request.args))
