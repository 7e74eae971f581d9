"""Files of cases, journals of registration."""

from __future__ import annotations

from flask import Blueprint, Flask
from flask_babel import lazy_gettext as _l

from app.access.policy import find_viewer
from app.documents.policy.entry_words import TONES, state_word
from app.documents.policy.journal_names import journal_name
from app.documents.policy.journal_rights import may_see_some_journals
from app.foundation.page_frame import Section, add_section

blueprint = Blueprint("documents", __name__, template_folder="../templates")


def install_documents(app: Flask) -> None:
    """Add the pages of this room to `app`, and let files be handed in and documents numbered with their tasks."""
    from app.documents.handlers import subscribe_to_tasks
    from app.documents.routes import (  # noqa: F401  # they add their routes
        acquaintance,
        agreement,
        dossiers,
        file_page,
        files,
        journal_acts,
        journals,
        templates,
        verify,
    )

    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(journal_name=journal_name, entry_word=state_word, entry_tones=TONES)
    section = Section(
        key="documents", label=_l("Documents"), endpoint="documents.list_journals_page", order=40, may=_may
    )
    add_section(app, section)
    subscribe_to_tasks()


def _may() -> bool:
    viewer = find_viewer()
    return viewer is not None and may_see_some_journals(viewer)
