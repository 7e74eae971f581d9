"""The door: sign-in and sign-out, the profile, and the guard in front of every other page."""

from __future__ import annotations

from flask import Blueprint, Flask

blueprint = Blueprint("access", __name__, template_folder="../templates")


def install_access(app: Flask) -> None:
    """Put the guard before every route of `app`, add the pages of this room and the person's menu in the bar."""
    from app.access.routes import forgotten, password, profile, sign_in  # noqa: F401  # they add their routes
    from app.access.routes.account_menu import install_account_menu
    from app.access.routes.guard import install_guard

    install_guard(app)
    app.register_blueprint(blueprint)
    install_account_menu(app)
