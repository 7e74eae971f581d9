"""The циклограмма of an organisation, or of one's own posts, over all plans."""

from __future__ import annotations

from flask import render_template, request

from app.access.policy import current_viewer, signed_in
from app.roadmaps.queries.year_page import year_page
from app.roadmaps.routes import blueprint


@blueprint.get("/roadmaps/year")
@signed_in
def show_year() -> str:
    """Show the due dates of a year by month, and where they clash."""
    return render_template("roadmaps/year.html", page=year_page(current_viewer(), request.args))
