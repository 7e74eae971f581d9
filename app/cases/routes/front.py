"""The first page and the help: pages that belong to no section."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.access.policy import public

pages = Blueprint("pages", __name__, template_folder="../templates")


@pages.get("/")
@public
def front() -> AnyResponse:
    """Go to the inbox; who is not signed in is asked to."""
    return redirect(url_for("tasks.inbox"))


@pages.get("/help")
@public
def help_page() -> Response | str:
    """Show the keys and where to find what."""
    return render_template("cases/help.html")
