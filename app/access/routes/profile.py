"""The person's own page: name and posts, language and theme, sessions."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.commands.people import LOCALES, THEMES, choose_appearance
from app.access.commands.sessions import act_as, end_other_sessions, end_session
from app.access.policy.browser_names import browser_name
from app.access.policy.declarations import signed_in
from app.access.policy.viewer import current_viewer
from app.access.queries import get_person, list_open_sessions
from app.access.routes import blueprint
from app.access.routes.guard import clear_session_cookie, idle_limit, settings
from app.access.routes.safe_path import own_path
from app.foundation.clock import now
from app.foundation.errors import NotFound


@blueprint.get("/profile")
@signed_in
def profile() -> str:
    """Show what the system knows of the person who looks."""
    viewer = current_viewer()
    return render_template(
        "access/profile.html",
        viewer=viewer,
        person=get_person(viewer.person_id),
        sessions=list_open_sessions(viewer.person_id, seen_after=now() - idle_limit()),
        locales=LOCALES,
        themes=THEMES,
        hours=settings().session_hours,
        browser_name=browser_name,
    )


@blueprint.post("/profile/appearance")
@signed_in
def change_appearance() -> ResponseReturnValue:
    """Keep the chosen language and theme."""
    viewer = current_viewer()
    locale, theme = request.form.get("locale", ""), request.form.get("theme", "")
    choose_appearance(viewer.person_id, locale=locale, theme=theme, chosen_by=viewer.actor())
    flash(_("The view is changed."), "go")
    return redirect(url_for("access.profile"), 303)


@blueprint.post("/profile/sessions/<int:session_id>/end")
@signed_in
def end_one_session(session_id: int) -> ResponseReturnValue:
    """End one of the person's own sessions."""
    viewer = current_viewer()
    end_session(session_id, person_id=viewer.person_id, ended_by=viewer.actor())
    if session_id == viewer.session_id:
        answer = make_response(redirect(url_for("access.sign_in"), 303))
        clear_session_cookie(answer)
        return answer
    flash(_("That session has ended: its browser will ask for the password."), "go")
    return redirect(url_for("access.profile"), 303)


@blueprint.post("/profile/sessions/end-others")
@signed_in
def end_sessions_elsewhere() -> ResponseReturnValue:
    """End all other sessions of the person."""
    viewer = current_viewer()
    count = end_other_sessions(viewer.person_id, except_id=viewer.session_id, ended_by=viewer.actor())
    flash(ngettext("%(num)d session has ended.", "%(num)d sessions have ended.", count), "go")
    return redirect(url_for("access.profile"), 303)


@blueprint.post("/profile/post")
@signed_in
def act_as_post() -> ResponseReturnValue:
    """Let another of the person's posts act."""
    viewer = current_viewer()
    wanted = request.form.get("membership", "")
    if not wanted.isdecimal() or len(wanted) > 9 or viewer.session_id is None:
        raise NotFound
    act_as(viewer.session_id, int(wanted), person_id=viewer.person_id, timezone=settings().timezone)
    post = next(post for post in viewer.memberships if post.membership_id == int(wanted))
    words = _("Now you act as: %(post)s, %(place)s", post=post.title, place=post.organisation_short_name)
    flash(words, "go")
    return redirect(own_path(request.form.get("next")) or url_for("access.profile"), 303)
