"""Pages of the workshop; every one is for process owners, and a draft that is not theirs does not exist."""

from __future__ import annotations

from flask import Blueprint, Flask

from app.access.models import Role
from app.access.policy import Viewer, current_viewer, holding
from app.engine.queries.running import count_running_by_process
from app.foundation.errors import Conflict
from app.organisation.policy.kind_names import place_name
from app.processes.models import DraftState
from app.processes.queries.drafts import DraftRow, get_draft
from app.processes.queries.outline_words import words_of_role
from app.processes.queries.running import register_running_source
from app.workshop.handlers import install_approvals
from app.workshop.queries.form_insertion import labels_of

blueprint = Blueprint("workshop", __name__, template_folder="../templates", url_prefix="/workshop")
owners = holding(Role.PROCESS_OWNER)


def install_workshop(app: Flask) -> None:
    """Add the pages of this room."""
    from app.workshop.routes import (  # noqa: F401
        answers,
        approvals,
        bank,
        beginning,
        drafts,
        editor,
        form_tables,
        forms,
        parts,
        publishing,
        tables,
        tryouts,
        versions,
    )

    app.register_blueprint(blueprint)
    install_approvals()
    register_running_source(count_running_by_process)
    app.jinja_env.globals.update(words_of_role=words_of_role, words_of_place=words_of_place, labels_of=labels_of)


def words_of_place(place: str) -> str:
    """Return what a place of a diagram is called, or the word itself when there is no such place."""
    try:
        return str(place_name(place))
    except ValueError:
        return place


def draft_of_viewer(draft_id: int, *, is_open: bool = False) -> tuple[Viewer, DraftRow]:
    """Return who looks and a draft they own; raises NotFound, Conflict when it is to be open and is not."""
    viewer = current_viewer()
    draft = get_draft(viewer, draft_id)
    if is_open and draft.state is not DraftState.OPEN:
        raise Conflict(draft=draft_id)
    return viewer, draft
