"""The term of a post in words."""

from __future__ import annotations

from flask_babel import gettext as _

from app.foundation.words import day_year
from app.organisation.models import Membership


def term_words(membership: Membership) -> str:
    """Return from and until when the post is held: «с 1 сентября 2026», «по 31 мая 2027», «бессрочно»."""
    parts = []
    if membership.since:
        parts.append(_("from %(day)s", day=day_year(membership.since)))
    if membership.until:
        parts.append(_("until %(day)s inclusive", day=day_year(membership.until)))
    return " ".join(parts) or str(_("without end"))
