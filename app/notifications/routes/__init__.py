"""Pages about letters: a person's own choice, the address that stops a kind, the administrator's queue."""

from __future__ import annotations

from flask import Blueprint, Flask

notifications = Blueprint("notifications", __name__, template_folder="../templates")


def install_notifications(app: Flask) -> None:
    """Add the pages, and let the room hear of cases and the worker know its jobs."""
    from app.notifications.handlers import listen
    from app.notifications.routes import outgoing, settings, stopping  # noqa: F401  # they add their routes

    app.register_blueprint(notifications)
    # RFC 8058: mail programs post there without a page of ours before it; the secret in the address is the right.
    app.extensions["csrf"].exempt(stopping.stop)
    listen()
