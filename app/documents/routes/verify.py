"""The page that the QR code on a paper opens: for whoever holds the code, and nothing but what proves the paper."""

from __future__ import annotations

from flask import Response, make_response, render_template, request
from werkzeug.exceptions import TooManyRequests

from app.access.policy import public
from app.access.policy.attempts import address_key
from app.documents.policy.verify_limit import AskLimit
from app.documents.queries.verified_paper import get_verified_paper
from app.documents.routes import blueprint
from app.foundation.clock import now

LIMIT = AskLimit()


@blueprint.get("/verify/<token>")
@public
def verify_paper(token: str) -> Response:
    """Show number, kind, hashes, signatures and dates of a document; no title of a case, no organisation, no file."""
    wait = LIMIT.wait(address_key(request.remote_addr or ""), now())
    if wait:
        raise TooManyRequests(retry_after=wait)
    answer = make_response(render_template("documents/verify.html", paper=get_verified_paper(token)))
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
