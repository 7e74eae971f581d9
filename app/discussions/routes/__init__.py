"""Pages of discussions: the thread of a case, one's questions, changing what one has said."""

from flask import Blueprint, Flask

from app.discussions.handlers import install_question_ends

discussions = Blueprint("discussions", __name__, template_folder="../templates")


def install_discussions(app: Flask) -> None:
    """Let the room hear of cases, and add its pages."""
    from app.discussions.routes import changing, thread  # noqa: F401  # they add their routes

    install_question_ends()
    app.register_blueprint(discussions)
