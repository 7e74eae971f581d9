"""Pages of assignments: the lists, giving one, taking one off control."""

from flask import Blueprint, Flask

from app.assignments.handlers import install_assignment_rows

assignments = Blueprint("assignments", __name__, template_folder="../templates")


def install_assignments(app: Flask) -> None:
    """Let the room hear of cases, and add its pages."""
    from app.assignments.routes import giving, listing  # noqa: F401  # they add their routes

    install_assignment_rows()
    app.register_blueprint(assignments)
