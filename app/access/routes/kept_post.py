"""What somebody had typed when the session ended: carried through the sign-in, signed, for the same person alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from app.access.commands.sessions import hash_token
from app.access.queries import find_owner_of_session
from app.access.routes.safe_path import own_path

MAX_SIZE = 512 * 1024
MAX_AGE = 24 * 3600
_LEFT_OUT = frozenset({"csrf_token", "password", "old", "new", "repeat"})


@dataclass(frozen=True, kw_only=True)
class KeptPost:
    """A form that was posted after the session had ended. Files cannot be kept: `had_files` says so."""

    path: str
    fields: tuple[tuple[str, str], ...]
    had_files: bool
    person_id: int


def keep_this_post() -> str | None:
    """Return the posted fields of this request as signed text, None when there is nothing to keep.

    Only what passed the check against forged requests gets here. The text goes to the browser that sent it; it is
    signed so that nobody can hand a person words that are not theirs.
    """
    from app.access.routes.guard import cookie_name

    token = request.cookies.get(cookie_name(), "")
    owner = find_owner_of_session(hash_token(token)) if token else None
    fields = [(name, text) for name, text in request.form.items(multi=True) if name not in _LEFT_OUT]
    path = own_path(request.path)
    if not owner or not fields or not path or sum(len(n) + len(t) for n, t in fields) > MAX_SIZE:
        return None
    had_files = any(upload.filename for upload in request.files.values())
    return str(_signer().dumps([path, fields, had_files, owner]))


def read_kept_post(text: str) -> KeptPost | None:
    """Return what the signed text holds, None when it was changed or is older than a day."""
    try:
        path, fields, had_files, person_id = _signer().loads(text, max_age=MAX_AGE)
    except (BadData, ValueError, TypeError):
        return None
    pairs = tuple((str(name), str(value)) for name, value in fields)
    return KeptPost(path=str(path), fields=pairs, had_files=bool(had_files), person_id=int(person_id))


def _signer() -> Any:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="soglas kept post")
