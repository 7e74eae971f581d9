"""Security headers of every answer: a strict content policy with a nonce, no framing, no sniffing, no caching."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g, request

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
        if request.endpoint != "static":
            headers.setdefault("Cache-Control", "no-store")
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
