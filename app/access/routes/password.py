"""Change one's own password."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.commands.passwords import OldPasswordWrong, PasswordRefused, change_own_password
from app.access.policy.declarations import signed_in
from app.access.policy.viewer import current_viewer
from app.access.routes import blueprint
from app.access.routes.guard import settings


@blueprint.get("/profile/password")
@signed_in
def show_password_form() -> str:
    """Show the form."""
    return _page({})


@blueprint.post("/profile/password")
@signed_in
def change_password() -> ResponseReturnValue:
    """Change the password when the present one is right; all other sessions end."""
    viewer, posted = current_viewer(), request.form
    if posted.get("new", "") != posted.get("repeat", ""):
        return _page({"repeat": _("Type the same password as above")}), 422
    try:
        change_own_password(
            viewer.person_id,
            old=posted.get("old", ""),
            new=posted.get("new", ""),
            min_length=settings().password_min_length,
            session_id=viewer.session_id,
            changed_by=viewer.actor(),
        )
    except OldPasswordWrong:
        return _page({"old": _("This is not your present password")}), 422
    except PasswordRefused as refusal:
        return _page({"new": refusal_words(refusal)}), 422
    flash(_("The password is changed. All your other sessions have ended."), "go")
    return redirect(url_for("access.profile"), 303)


def refusal_words(refusal: PasswordRefused) -> str:
    """Return what to do about a password that was refused."""
    least, most = int(str(refusal.facts["min_length"])), int(str(refusal.facts["max_length"]))
    words: dict[str, str] = {
        "short": ngettext("Use at least %(num)d sign", "Use at least %(num)d signs", least),
        "long": ngettext("Use at most %(num)d sign", "Use at most %(num)d signs", most),
        "common": _("This password is among those tried first: use another one, best a few unrelated words"),
        "monotonous": _("Use more different signs, best a few unrelated words"),
        "about": _("Use a password that does not consist of your name or login"),
        "same": _("The new password must differ from the present one"),
    }
    return words[str(refusal.facts["why"])]


def _page(problems: dict[str, str]) -> str:
    return render_template("access/password.html", problems=problems, least=settings().password_min_length)
