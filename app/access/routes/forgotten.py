"""What to do when the password is forgotten."""

from __future__ import annotations

from flask import render_template

from app.access.policy.declarations import public
from app.access.routes import blueprint


@blueprint.get("/sign-in/forgotten")
@public
def forgotten_password() -> str:
    """Say who gives a new password."""
    return render_template("access/forgotten.html")
