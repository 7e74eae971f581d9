"""The directory: organisations, people, posts, relations, calendars, and the import; for those who manage it."""

from __future__ import annotations

from flask import Blueprint, Flask
from flask_babel import lazy_gettext as _l

from app.access.policy import Viewer, current_viewer, find_viewer, role_name
from app.foundation.errors import NotFound
from app.foundation.page_frame import Section, add_section
from app.organisation.models import Organisation
from app.organisation.policy import may_manage_organisation, may_manage_something
from app.organisation.policy.kind_names import kind_name, place_name
from app.organisation.policy.term_words import term_words
from app.organisation.queries import get_organisation

blueprint = Blueprint("organisation", __name__, template_folder="../templates")


def install_directory(app: Flask) -> None:
    """Add the pages of the directory to `app` and its section to the bar of those who manage something."""
    from app.organisation.routes import (  # noqa: F401  # they add their routes
        absences,
        calendar,
        importing,
        importing_absences,
        organisations,
        people,
        posts,
        relations,
    )

    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(kind_name=kind_name, place_name=place_name, role_name=role_name, term_words=term_words)
    section = Section(
        key="organisation", label=_l("Directory"), endpoint="organisation.list_organisations", order=90, may=_may
    )
    add_section(app, section)


def _may() -> bool:
    viewer = find_viewer()
    return viewer is not None and may_manage_something(viewer)


def managed_organisation(organisation_id: int) -> tuple[Viewer, Organisation]:
    """Return who looks and an organisation they manage. Raises NotFound for every other one."""
    viewer = current_viewer()
    if not may_manage_organisation(viewer, organisation_id):
        raise NotFound
    return viewer, get_organisation(organisation_id)
