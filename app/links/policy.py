"""The secret of a link, how a link stands, and what the diagram says of links to a task."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from flask import current_app

from app.links.models import TaskLink
from app.workflow.elements import UserTaskSpec

PROPERTY: Final = "soglas:link"
DAYS: Final = 14
MOST_DAYS: Final = 90
MOST_POSTS: Final = 60
POSTS_WINDOW: Final = timedelta(hours=1)


def token_of(seed: str) -> str:
    """Return the secret of a link: only this installation can make it of the seed."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    digest = hmac.new(key, f"task-link:{seed}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def hash_of(token: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def has_links(spec: UserTaskSpec) -> bool:
    """Say whether the diagram lets somebody outside answer this task by a link."""
    return bool(spec.properties.get(PROPERTY, "").strip())


def days_of(properties: Mapping[str, str]) -> int:
    """Return for how many days a link is good (`soglas:link-days`)."""
    text = properties.get("soglas:link-days", "").strip()
    return min(MOST_DAYS, max(1, int(text))) if text.isdecimal() and len(text) < 4 else DAYS


def state_of(link: TaskLink, at: datetime) -> str:
    """Return `used`, `revoked`, `expired` or `open`."""
    if link.used_at is not None:
        return "used"
    if link.revoked_at is not None:
        return "revoked"
    return "expired" if link.expires_at <= at else "open"


def too_many(link: TaskLink, at: datetime) -> bool:
    """Say whether more was sent with a link within the last hour than a person sends."""
    return link.posts >= MOST_POSTS and at - link.posts_since < POSTS_WINDOW
