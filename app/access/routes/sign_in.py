"""Come in and go out."""

from __future__ import annotations

import math
from datetime import datetime

from flask import Response, flash, g, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.commands.sessions import end_session
from app.access.commands.sign_in import (
    Circumstances,
    SignedIn,
    TooManyAttempts,
    WrongCredentials,
    sign_in_for_demonstration,
)
from app.access.commands.sign_in import sign_in as sign_in_person
from app.access.policy.declarations import public
from app.access.policy.demonstration import demo_people
from app.access.policy.viewer import find_viewer, forget_viewer
from app.access.routes import blueprint
from app.access.routes.guard import clear_session_cookie, set_session_cookie, settings
from app.access.routes.kept_post import KeptPost, read_kept_post
from app.access.routes.safe_path import own_path
from app.foundation import clock
from app.foundation.errors import NotFound


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Show the door; who is in already goes on."""
    if find_viewer() and not settings().demo:
        return redirect(own_path(request.args.get("next")) or front(), 303)
    return show_door()


@blueprint.post("/sign-in")
@public
def sign_in_with_password() -> ResponseReturnValue:
    """Begin a session with login and password."""
    login, password = request.form.get("login", ""), request.form.get("password", "")
    try:
        signed_in = sign_in_person(login, password, _circumstances())
    except WrongCredentials:
        return show_door(login=login, problem=_("Wrong login or password. Check the layout of the keyboard.")), 401
    except TooManyAttempts as refusal:
        return _ask_to_wait(refusal, login)
    return _go_in(signed_in)


@blueprint.post("/sign-in/demonstration")
@public
def sign_in_as_demo_person() -> ResponseReturnValue:
    """Begin a session as one of the people of the demonstration; does not exist anywhere else."""
    login = request.form.get("role", "")
    if not settings().demo or all(person.login != login for person in demo_people()):
        raise NotFound
    return _go_in(sign_in_for_demonstration(login, _circumstances()))


@blueprint.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End this session."""
    viewer = find_viewer()
    if viewer and viewer.session_id:
        end_session(viewer.session_id, person_id=viewer.person_id, ended_by=viewer.actor())
    session.clear()
    forget_viewer()
    answer = make_response(redirect(url_for("access.sign_in"), 303))
    clear_session_cookie(answer)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def show_door(*, login: str = "", problem: str = "", kept: str = "") -> str:
    """Return the page of the door. `kept` carries what was typed before the session ended."""
    return render_template(
        "access/sign_in.html",
        login=login,
        problem=problem,
        kept=kept or request.form.get("kept", ""),
        next_path=own_path(request.values.get("next")),
        people=demo_people() if settings().demo else (),
        minutes=settings().session_idle_minutes,
    )


def front() -> str:
    """Return the address of the first page."""
    return "/"


def _circumstances() -> Circumstances:
    return Circumstances(
        address=request.remote_addr or "",
        browser=request.user_agent.string,
        session_hours=settings().session_hours,
    )


def _ask_to_wait(refusal: TooManyAttempts, login: str) -> ResponseReturnValue:
    until = refusal.facts["until"]
    assert isinstance(until, datetime)  # noqa: S101  # the command always says until when
    seconds = max(1, math.ceil((until - clock.now()).total_seconds()))
    if seconds < 60:
        words = ngettext("Try again in %(num)d second.", "Try again in %(num)d seconds.", seconds)
    else:
        words = ngettext("Try again in %(num)d minute.", "Try again in %(num)d minutes.", math.ceil(seconds / 60))
    answer = make_response(show_door(login=login, problem=_("Too many failed attempts.") + " " + words), 429)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _go_in(signed_in: SignedIn) -> Response:
    kept = read_kept_post(request.form.get("kept", ""))
    session.clear()  # a form token from before the sign-in is worth nothing after it
    g.pop("csrf_token", None)
    forget_viewer()
    if kept and kept.person_id == signed_in.person_id:
        answer = make_response(_show_kept(kept))
    else:
        if kept:
            flash(_("What had been typed belongs to another person and was not sent."), "warn")
        answer = make_response(redirect(own_path(request.form.get("next")) or front(), 303))
    set_session_cookie(answer, signed_in.token)
    return answer


def _show_kept(kept: KeptPost) -> str:
    return render_template("access/kept_post.html", kept=kept)
