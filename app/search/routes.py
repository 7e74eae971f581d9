"""The search of the bar."""

from __future__ import annotations

from flask import Blueprint, Flask, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.access.policy import current_viewer, signed_in
from app.engine.handlers import register_chore
from app.search.commands import catch_up
from app.search.handlers import follow_changes
from app.search.queries.result_page import result_page

search = Blueprint("search", __name__, template_folder="templates")


def install_search(app: Flask) -> None:
    """Add the page, and let workers keep the index in line."""
    app.register_blueprint(search)
    register_chore(catch_up)
    follow_changes()


@search.get("/find")
@signed_in
def find() -> ResponseReturnValue:
    """Go to the case or journal line whose number was typed, else show what was found."""
    page = result_page(current_viewer(), request.args)
    return redirect(page.jump) if page.jump else render_template("search/results.html", page=page)
