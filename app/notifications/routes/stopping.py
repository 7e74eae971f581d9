"""Stop letters by the link in one of them: looking changes nothing, one press does, without a sign-in (RFC 8058)."""

from __future__ import annotations

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy.declarations import public
from app.foundation.errors import NotFound
from app.notifications.commands import leave_by_link, stop_kind
from app.notifications.policy.kinds import DIGEST, KINDS
from app.notifications.policy.stopping import Stop, read_stop_token
from app.notifications.routes import notifications


@notifications.get("/mail/stop/<token>")
@public
def ask_to_stop(token: str) -> ResponseReturnValue:
    """Say which letters would stop, with the button that does it."""
    return _page(_read(token), done=False)


@notifications.post("/mail/stop/<token>")
@public
def stop(token: str) -> ResponseReturnValue:
    """Stop the letters; a mail program posts here by itself, so the answer is a page and never a redirect."""
    wanted = _read(token)
    if wanted.case_id is not None and request.form.get("only") == "case":
        leave_by_link(wanted.person_id, wanted.case_id)
        return _page(wanted, done=True, left=True)
    stop_kind(wanted.person_id, wanted.kind)
    return _page(wanted, done=True)


def _read(token: str) -> Stop:
    wanted = read_stop_token(token) if len(token) < 300 else None
    if wanted is None:
        raise NotFound
    return wanted


def _page(wanted: Stop, *, done: bool, left: bool = False) -> ResponseReturnValue:
    digest = wanted.kind == DIGEST
    what = str(_("The morning digest")) if digest else str(KINDS[wanted.kind])
    of_case = wanted.case_id is not None
    page = render_template("notifications/stop.html", what=what, digest=digest, done=done, of_case=of_case, left=left)
    answer = make_response(page)
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
