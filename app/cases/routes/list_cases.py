"""The list of cases."""

from __future__ import annotations

from flask import render_template, request

from app.access.policy import current_viewer, signed_in
from app.cases.queries.list_page import cases_page
from app.cases.queries.list_view import PAGE
from app.cases.routes import cases
from app.views.queries import choose_view


@cases.get("/cases")
@signed_in
def list_cases() -> str:
    """Show the cases this person may see, latest first."""
    viewer = current_viewer()
    return render_template("cases/list.html", page=cases_page(viewer, choose_view(viewer, PAGE, request.args)))
