"""The guard before every route: who comes, and whether the route lets them in; what is not declared stays shut."""

from __future__ import annotations

import logging
from datetime import timedelta

from flask import Flask, Response, current_app, g, jsonify, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin
from sqlalchemy.exc import OperationalError

from app.access.commands.sessions import hash_token, touch_session
from app.access.policy.declarations import access_of
from app.access.policy.viewer import Post, Viewer, find_viewer, posts_of, stand_ins_of
from app.access.queries import OpenSession, find_open_session
from app.access.routes.kept_post import keep_this_post
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.errors import NotAllowed
from config import Config

log = logging.getLogger("soglas.access")
TOUCH_EVERY = timedelta(minutes=5)
_OPEN_ENDPOINTS = frozenset({"static"})
_OF_ONE_REQUEST = (
    "viewer",
    "_login_user",
    "locale",
    "timezone",
    "page_frame",
    "content_nonce",
    "editor_page",
    "csrf_token",
    "csrf_valid",
)


class SignedInUser(UserMixin):  # type: ignore[misc]  # flask-login has no types
    """What flask-login holds of somebody who is signed in."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.id = str(viewer.person_id)


def install_guard(app: Flask) -> None:
    """Ask the guard before each request of `app`."""
    login = LoginManager(app)
    login.session_protection = None  # the session is a row of ours; flask-login keeps nothing
    login.request_loader(_load_user)
    login.unauthorized_handler(ask_to_sign_in)
    app.config["SESSION_COOKIE_NAME"] = _prefixed("soglas_form", settings(app))
    app.before_request(_guard)
    app.teardown_request(_forget_request)


def settings(app: Flask | None = None) -> Config:
    """Return the settings of the installation."""
    config: Config = (app or current_app).config["SOGLAS"]
    return config


def cookie_name() -> str:
    """Return the name of the session cookie; over https the browser itself binds it to this host."""
    return _prefixed("soglas_session", settings())


def _prefixed(name: str, config: Config) -> str:
    return f"__Host-{name}" if config.secure_cookies else name


def set_session_cookie(response: Response, token: str) -> None:
    """Give the browser its token, until it is closed."""
    response.set_cookie(cookie_name(), token, httponly=True, samesite="Lax", secure=settings().secure_cookies, path="/")


def clear_session_cookie(response: Response) -> None:
    """Take the token back."""
    response.delete_cookie(cookie_name(), httponly=True, samesite="Lax", secure=settings().secure_cookies, path="/")


def idle_limit() -> timedelta:
    """Return how long a session may rest."""
    return timedelta(minutes=settings().session_idle_minutes)


def _guard() -> ResponseReturnValue | None:
    endpoint = request.endpoint
    if endpoint is None or endpoint in _OPEN_ENDPOINTS:
        return None
    access = access_of(current_app.view_functions[endpoint])
    if access is None:
        log.error("the route %s declares no access: nobody may come", endpoint)
        raise NotAllowed
    viewer = find_viewer() if cookie_name() in request.cookies else None
    if access.is_public:
        return None
    if viewer is None:
        return ask_to_sign_in()
    if access.roles and not viewer.holds(*access.roles):
        raise NotAllowed
    return None


def _forget_request(_error: BaseException | None) -> None:
    """Forget what belongs to one request: an application context that lives longer must not show it to the next."""
    for name in _OF_ONE_REQUEST:
        g.pop(name, None)


def ask_to_sign_in() -> ResponseReturnValue:
    """Answer somebody who is not signed in: a page goes to the door and back, what was posted is kept there."""
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        return jsonify(error="sign-in needed"), 401
    back = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else None
    door = url_for("access.sign_in", next=back)
    if request.headers.get("HX-Request"):
        answer = make_response("", 401)
        answer.headers["HX-Redirect"] = door
        return answer
    if request.method == "POST" and (kept := keep_this_post()):
        from app.access.routes.sign_in import show_door

        return show_door(kept=kept), 401
    return redirect(door, 303)


def _load_user(_request: object) -> SignedInUser | None:
    token = request.cookies.get(cookie_name(), "")
    if not token or len(token) > 100:
        return None
    found = find_open_session(hash_token(token), seen_after=now() - idle_limit())
    if found is None:
        return None
    viewer = make_viewer(found)
    g.locale = viewer.locale
    g.timezone = viewer.acting.timezone if viewer.acting else ""
    _touch(found)
    return SignedInUser(viewer)


def make_viewer(found: OpenSession) -> Viewer:
    """Return who looks: the person of the session with today's posts and the one that acts."""
    day = today(settings().timezone)
    posts = posts_of(found.person_id, day)
    return Viewer(
        person_id=found.person_id,
        name=found.name,
        login=found.login,
        email=found.email,
        memberships=posts,
        acting=_acting(posts, found.membership_id),
        locale=found.locale,
        theme=found.theme,
        session_id=found.session_id,
        stands_in=stand_ins_of(found.person_id, day),
    )


def _acting(posts: tuple[Post, ...], chosen: int | None) -> Post | None:
    return next((post for post in posts if post.membership_id == chosen), posts[0] if posts else None)


def _touch(found: OpenSession) -> None:
    if now() - found.seen_at < min(TOUCH_EVERY, idle_limit() / 4):
        return
    try:
        touch_session(found.session_id)
    except OperationalError:  # a busy database: the next request will note it
        db.session.rollback()
        log.info("session %s could not be touched", found.session_id)
