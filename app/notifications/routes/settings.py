"""What Soglas writes to me, and when."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import current_viewer, signed_in
from app.notifications.commands import change_settings
from app.notifications.policy.mornings import TIMES
from app.notifications.queries.settings import get_settings
from app.notifications.routes import notifications


@notifications.get("/profile/mail")
@signed_in
def show_settings() -> str:
    """Show which letters come at once and when the digest comes."""
    viewer = current_viewer()
    return render_template(
        "notifications/settings.html", viewer=viewer, chosen=get_settings(viewer), times=[(one, one) for one in TIMES]
    )


@notifications.post("/profile/mail")
@signed_in
def save_settings() -> ResponseReturnValue:
    """Keep what was chosen."""
    viewer = current_viewer()
    change_settings(
        viewer.person_id,
        immediate=request.form.getlist("immediate"),
        digest=request.form.get("digest", ""),
        digest_time=request.form.get("digest_time", ""),
        changed_by=viewer.actor(),
    )
    flash(_("The choice is kept."), "go")
    return redirect(url_for("notifications.show_settings"), 303)
