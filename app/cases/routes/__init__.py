"""Pages of cases, and the pages of no section."""

from flask import Blueprint, Flask
from flask_babel import lazy_gettext as _l

from app.cases.queries.list_view import offer_case_views
from app.cases.routes.front import pages
from app.forms.liveness import is_live
from app.foundation.page_frame import Section, add_section

cases = Blueprint("cases", __name__, template_folder="../templates")


def install_cases(app: Flask) -> None:
    """Add the pages of this room and its section of the bar."""
    from app.cases.routes import (  # noqa: F401  # they add their routes
        case_page,
        following,
        list_cases,
        remarks,
        start,
        stopping,
    )

    app.jinja_env.filters["is_live"] = is_live
    app.register_blueprint(pages)
    app.register_blueprint(cases)
    offer_case_views()
    add_section(app, Section(key="cases", label=_l("Cases"), endpoint="cases.list_cases", order=20))
