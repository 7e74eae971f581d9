"""The secret in the address by which a letter is unsubscribed: it names one person and one kind and can do no more."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from app.notifications.policy.kinds import DIGEST, KINDS


@dataclass(frozen=True, kw_only=True)
class Stop:
    """Whose letters of which kind are to stop."""

    person_id: int
    kind: str


def stop_token(person_id: int, kind: str) -> str:
    """Return the secret for the header and the foot of a letter."""
    return str(_serializer().dumps([person_id, kind]))


def read_stop_token(token: str) -> Stop | None:
    """Return what a secret allows, None when it is none of ours."""
    try:
        person_id, kind = _serializer().loads(token)
    except (BadData, TypeError, ValueError):
        return None
    known = isinstance(person_id, int) and (kind == DIGEST or kind in KINDS)
    return Stop(person_id=person_id, kind=kind) if known else None


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="unsubscribe")
