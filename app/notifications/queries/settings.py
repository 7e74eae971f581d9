"""What a person has chosen to be written, as their page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.access.models import Role
from app.access.policy import Viewer
from app.foundation.database import db
from app.notifications.models import MailSetting
from app.notifications.policy.kinds import KINDS, at_once


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The choices: kinds as (key, words, chosen), the digest, and when the next one comes."""

    kinds: tuple[tuple[str, str, bool], ...]
    digest: str
    digest_time: str
    next_at: datetime | None


def get_settings(viewer: Viewer) -> Settings:
    """Return what the person who looks has chosen, or the usual; incidents are offered to administrators alone."""
    row = db.session.get(MailSetting, viewer.person_id)
    chosen = at_once(row.immediate if row is not None else None)
    shown = [key for key in KINDS if key != "incidents" or viewer.holds(Role.SYSADMIN)]
    return Settings(
        kinds=tuple((key, str(KINDS[key]), key in chosen) for key in shown),
        digest=row.digest if row is not None else "workdays",
        digest_time=row.digest_time if row is not None else "08:00",
        next_at=row.next_at if row is not None else None,
    )
