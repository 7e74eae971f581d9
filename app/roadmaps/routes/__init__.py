"""The pages of roadmaps and indicators."""

from __future__ import annotations

from flask import Blueprint, Flask
from flask_babel import lazy_gettext as _l

from app.foundation.page_frame import Section, add_section
from app.roadmaps.handlers import install_handlers

blueprint = Blueprint("roadmaps", __name__, template_folder="../templates")
indicators = Blueprint("indicators", __name__, template_folder="../templates")


def install_roadmaps(app: Flask) -> None:
    """Let the room hear of cases, and its pages be found."""
    from app.roadmaps.routes import (  # noqa: F401  # they add their routes
        applying,
        calendars,
        editions,
        exports,
        imports,
        indicator_pages,
        lifecycle,
        measures,
        own_indicators,
        own_measures,
        own_plans,
        plans,
        transfers,
        year,
    )

    install_handlers()
    app.register_blueprint(blueprint)
    app.register_blueprint(indicators)
    add_section(
        app,
        Section(key="roadmaps", label=_l("Roadmaps"), endpoint="roadmaps.list_plans", order=40, also=("quarterly",)),
    )
    add_section(app, Section(key="indicators", label=_l("Indicators"), endpoint="indicators.list_all", order=50))
