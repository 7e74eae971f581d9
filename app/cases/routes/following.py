"""Follow a case and leave it, by one press on its page."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import current_viewer, signed_in
from app.cases.queries.case_page import find_case
from app.cases.routes import cases
from app.engine.commands.follow_case import MOST_FOLLOWED, follow_case, leave_case
from app.foundation.errors import Conflict


@cases.post("/cases/<number>/follow")
@signed_in
def follow(number: str) -> ResponseReturnValue:
    """Let the person hear of this case from now on."""
    viewer = current_viewer()
    try:
        follow_case(find_case(viewer, number).case_id, followed_by=viewer)
        flash(_("You follow this case: its news come with the morning digest, or at once if you choose so."), "go")
    except Conflict:
        flash(_("You follow %(number)d cases already: leave one of them first.", number=MOST_FOLLOWED), "warn")
    return redirect(url_for("cases.show_case", number=number), 303)


@cases.post("/cases/<number>/leave")
@signed_in
def leave(number: str) -> ResponseReturnValue:
    """Let the person hear no more of this case."""
    viewer = current_viewer()
    leave_case(find_case(viewer, number).case_id, viewer.person_id, left_by=viewer.actor())
    flash(_("You do not follow this case any more."), "go")
    return redirect(url_for("cases.show_case", number=number), 303)
