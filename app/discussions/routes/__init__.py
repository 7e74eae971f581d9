"""Pages of discussions: the thread of a case, one's questions, changing what one has said."""

from flask import Blueprint, Flask

discussions = Blueprint("discussions", __name__, template_folder="../templates")


def install_discussions(app: Flask) -> None:
    """Add the pages of this room."""
    from app.discussions.routes import changing, thread  # noqa: F401  # they add their routes

    app.register_blueprint(discussions)
