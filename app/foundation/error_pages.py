"""What people see when something is refused or fails: what happened, what is kept, who can help, what to do.

One table maps the errors of `errors.py` and of HTTP to a status and a page.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, TooManyRequests

from app.foundation import clock
from app.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound, SoglasError, Stopped
from app.foundation.page_frame import bare_frame

log = logging.getLogger("soglas.pages")
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_MOST_KEPT = 20


@dataclass(frozen=True, kw_only=True)
class ErrorPage:
    """A page of refusal. `kept` are texts the person had typed; `helper` says who can help."""

    status: int
    title: str
    texts: tuple[str, ...] = ()
    note: str = ""
    helper: str = ""
    reference: str = ""
    kept: tuple[str, ...] = ()
    retry_after: int | None = None


def install_error_pages(app: Flask) -> None:
    """Answer every error of `app` with a page that a person understands, or with JSON for a script."""
    app.register_error_handler(SoglasError, _answer_domain_error)
    app.register_error_handler(HTTPException, _answer_http_error)
    app.register_error_handler(Exception, _answer_failure)


def typed_texts() -> tuple[str, ...]:
    """Return what was typed into the form of this request, so that a refusal can give it back."""
    if request.method != "POST":
        return ()
    try:
        posted = request.form
    except HTTPException:
        return ()
    hidden = {"csrf_token", "action", "task_ver", "outcome", "password"}
    texts = (
        value.strip()
        for name, values in posted.lists()
        if name not in hidden and "password" not in name
        for value in values
    )
    return tuple(text for text in texts if len(text) > 2)[:_MOST_KEPT]


def new_reference() -> str:
    """Return a short number to be read out on the telephone: «7K3-91Q»."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(6))
    return f"{letters[:3]}-{letters[3:]}"


def _answer_domain_error(error: SoglasError) -> Response:
    for kind, page in _DOMAIN_PAGES:
        if isinstance(error, kind):
            return _answer(page(error))
    return _answer_failure(error)


def _answer_http_error(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return make_response(error)
    if error.code >= 500:
        return _answer_failure(error)
    page = _HTTP_PAGES.get(error.code, _other)(error)
    return _answer(replace(page, status=error.code))


def _answer_failure(error: Exception) -> Response:
    reference = new_reference()
    log.exception("%s %r failed, reference %s", request.method, request.path, reference, exc_info=error)
    bare_frame()
    return _answer(_failure(reference))


def _answer(page: ErrorPage) -> Response:
    if _wants_json():
        response = jsonify(error=page.title, reference=page.reference or None)
    else:
        response = make_response(_draw(page))
    response.status_code = page.status
    if page.retry_after:
        response.headers["Retry-After"] = str(page.retry_after)
    return response


def _draw(page: ErrorPage) -> str:
    try:
        return render_template("errors/page.html", page=page, at=clock.now())
    except Exception:
        # Even when the pages were not built or the frame is broken, people get words and not a blank.
        log.exception("the page of an error could not be drawn")
        return render_template("errors/bare.html", page=page)


def _wants_json() -> bool:
    accepted = request.accept_mimetypes
    return accepted["application/json"] > accepted["text/html"]


def _not_found(_error: object) -> ErrorPage:
    return ErrorPage(
        status=404,
        title=_("There is no such page, or it is not visible to you"),
        texts=(
            _(
                "The link from a letter may be cut off, or the case belongs to another organisation. "
                "The system does not say which: this is how other people's cases are protected."
            ),
        ),
    )


def _not_allowed(error: object) -> ErrorPage:
    facts = error.facts if isinstance(error, SoglasError) else {}
    own_words = str(error) if isinstance(error, SoglasError) and str(error) != NotAllowed.__doc__ else ""
    return ErrorPage(
        status=403,
        title=_("You may not do this"),
        texts=(
            own_words or _("You see this page, but the action belongs to another role."),
            _("If you hold another post, choose it in the menu at the top right."),
        ),
        helper=str(facts.get("help", "")),
        kept=typed_texts(),
    )


def _conflict(error: SoglasError) -> ErrorPage:
    own_words = str(error) if str(error) != (type(error).__doc__ or "").strip() else ""
    return ErrorPage(
        status=409,
        title=own_words or _("Somebody was faster: this has already changed"),
        note=_("Your answer is not written down, but it is not lost"),
        texts=(_("Open the page anew to see how things stand now."),),
        kept=typed_texts(),
    )


def _invalid(error: SoglasError) -> ErrorPage:
    problems = error.facts.get("problems")
    texts = tuple(str(text) for text in problems.values()) if isinstance(problems, dict) else ()
    own_words = str(error) if str(error) != InvalidInput.__doc__ else ""
    return ErrorPage(
        status=422,
        title=own_words or _("Not accepted: something has to be corrected"),
        texts=texts or (_("Go back, correct it and send it again."),),
        kept=typed_texts(),
    )


def _stopped(error: SoglasError) -> ErrorPage:
    return ErrorPage(
        status=500,
        title=_("Your answer is kept, but the case could not go on"),
        texts=(
            str(error) if str(error) != Stopped.__doc__ else "",
            _("Nothing in the case has changed and your answers are kept as a draft."),
            _("The administrator already sees this and can let the case go on; nothing has to be typed again."),
        ),
        reference=f"И-{error.facts['incident_id']}" if error.facts.get("incident_id") else "",
        kept=typed_texts(),
    )


def _failure(reference: str) -> ErrorPage:
    return ErrorPage(
        status=500,
        title=_("It did not work: a fault on our side"),
        texts=(
            _("Nothing has been changed. The administrator sees this fault under the number of this page."),
            _("Wait a minute and try again. If it happens again, tell the number."),
        ),
        reference=reference,
        kept=typed_texts(),
    )


def _bad_request(error: object) -> ErrorPage:
    if isinstance(error, CSRFError):
        return ErrorPage(
            status=400,
            title=_("This page has been open for too long"),
            texts=(_("For safety it is not accepted any more. Open it anew and send once more."),),
            kept=typed_texts(),
        )
    return ErrorPage(
        status=400,
        title=_("The page was sent in a form we do not understand"),
        texts=(_("Open the page anew and try again. If it happens again, tell the administrator."),),
        kept=typed_texts(),
    )


def _too_large(_error: object) -> ErrorPage:
    limit = current_app.config["SOGLAS"].upload_limit_mb
    return ErrorPage(
        status=413,
        title=_("The files are too large"),
        texts=(
            _("One file may be up to %(limit)s MB. Make it smaller or split it, and attach it again.", limit=limit),
            _("Saved drafts are kept: go back to the task."),
        ),
    )


def _too_many(error: object) -> ErrorPage:
    retry = getattr(error, "retry_after", None)
    return ErrorPage(
        status=429,
        title=_("Too often: please wait a little"),
        texts=(
            _("There were many attempts in a short time, so the next one is accepted a little later."),
            _("Wait about a minute and try again."),
        ),
        retry_after=int(retry) if isinstance(retry, int) else 60,
    )


def _other(error: HTTPException) -> ErrorPage:
    return ErrorPage(
        status=error.code or 400,
        title=_("This cannot be opened in this way"),
        texts=(_("Go back and use the button or the link of the page."),),
    )


Maker = Callable[[SoglasError], ErrorPage]
_DOMAIN_PAGES: tuple[tuple[type[SoglasError], Maker], ...] = (
    (NotFound, _not_found),
    (NotAllowed, _not_allowed),
    (Conflict, _conflict),
    (InvalidInput, _invalid),
    (Stopped, _stopped),
)
_HTTP_PAGES: dict[int, Callable[[HTTPException], ErrorPage]] = {
    400: _bad_request,
    403: _not_allowed,
    404: _not_found,
    RequestEntityTooLarge.code: _too_large,
    TooManyRequests.code: _too_many,
}
