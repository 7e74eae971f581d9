"""Security headers of every answer: a strict content policy with a nonce, no framing, no sniffing, no caching."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Flask, Response, abort, g, request
from werkzeug.routing import IntegerConverter, Map

EDITOR_PAGES = "editor_page"


def content_nonce() -> str:
    """Return the nonce of this answer; scripts of the page carry it."""
    if "content_nonce" not in g:
        g.content_nonce = secrets.token_urlsafe(18)
    nonce: str = g.content_nonce
    return nonce


def allow_inline_styles() -> None:
    """Say that this page holds an editor of bpmn.io, which needs inline styles; no other page may call this."""
    setattr(g, EDITOR_PAGES, True)


class RowId(IntegerConverter):
    """An id in an address: as large as a row can have, so that no database is asked for a longer one."""

    regex = r"\d{1,10}"

    def __init__(self, url_map: Map, *args: Any, **kwargs: Any) -> None:
        super().__init__(url_map, *args, **{"max": 2**31 - 1, **kwargs})


def refuse_strange_input(app: Flask) -> None:
    """Refuse what no browser sends before anything reads it; call it before routes and whatever looks into forms.

    Werkzeug bounds the fields of multipart forms by MAX_FORM_MEMORY_SIZE, but reads a form of the other kind whole, up
    to the limit of uploads: a few such posts, which need no sign-in, would fill the memory. PostgreSQL keeps no NUL in
    a text, and an error of the database would be our fault.
    """
    app.url_map.converters["int"] = RowId

    @app.before_request
    def refuse() -> None:
        if request.mimetype == "application/x-www-form-urlencoded":
            request.max_content_length = app.config["MAX_FORM_MEMORY_SIZE"]
        if "\0" in request.path:
            abort(404)
        for posted in (request.args, request.form):
            if any("\0" in name or "\0" in value for name, value in posted.items(multi=True)):
                abort(400)


def add_security_headers(app: Flask, *, https: bool) -> None:
    """Add the headers to every answer of `app`; `https` adds the order to come back by https only."""

    @app.after_request
    def add(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", _policy())
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
        if request.endpoint != "static" and "no-store" not in headers.get("Cache-Control", ""):
            headers["Cache-Control"] = "no-store"  # also where send_file said something weaker
        if https:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        return response


def _policy() -> str:
    style = "'self' 'unsafe-inline'" if g.get(EDITOR_PAGES) else "'self'"
    parts = [
        "default-src 'none'",
        f"script-src 'self' 'nonce-{content_nonce()}'",
        f"style-src {style}",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
    return "; ".join(parts)
