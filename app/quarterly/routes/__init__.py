"""The pages of quarterly reports."""

from __future__ import annotations

from flask import Blueprint, Flask

from app.quarterly.handlers import install_handlers
from app.quarterly.queries.state_words import rule_words, stage_name, standing_words, value_words

blueprint = Blueprint("quarterly", __name__, template_folder="../templates")


def install_quarterly(app: Flask) -> None:
    """Let the room hear of cases, and its pages be found."""
    from app.quarterly.routes import exports, levels, orders, signing  # noqa: F401  # they add their routes

    install_handlers()
    app.jinja_env.globals.update(
        quarterly_words=standing_words,
        quarterly_rule=rule_words,
        quarterly_value=value_words,
        quarterly_stage=stage_name,
    )
    app.register_blueprint(blueprint)
