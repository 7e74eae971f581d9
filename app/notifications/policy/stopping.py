"""The secret in the address that stops letters: it names a person, a kind, at most one case, and can do no more."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from app.notifications.policy.kinds import DIGEST, KINDS


@dataclass(frozen=True, kw_only=True)
class Stop:
    """Whose letters of which kind are to stop; `case_id` is the followed case that the letter was about."""

    person_id: int
    kind: str
    case_id: int | None = None


def stop_token(person_id: int, kind: str, case_id: int | None = None) -> str:
    """Return the secret for the header and the foot of a letter."""
    return str(_serializer().dumps([person_id, kind] if case_id is None else [person_id, kind, case_id]))


def read_stop_token(token: str) -> Stop | None:
    """Return what a secret allows, None when it is none of ours."""
    try:
        person_id, kind, *case = _serializer().loads(token)
    except (BadData, TypeError, ValueError):
        return None
    known = isinstance(person_id, int) and (kind == DIGEST or kind in KINDS)
    return Stop(person_id=person_id, kind=kind, case_id=case[0] if case else None) if known else None


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="unsubscribe")
