"""Remarks in words: how a thing was said, how a remark stands."""

from __future__ import annotations

from flask_babel import gettext as _

from app.engine.models import RemarkState
from app.engine.queries.remarks import Said


def said_words(one: Said) -> str:
    """Return how a thing was said: «Замечание», «Учтено», «Отклонено», «Снято», «Оставлено»."""
    return str(
        {
            "said": _("Remark"),
            "accepted": _("Taken into account"),
            "declined": _("Declined"),
            "closed": _("Closed"),
            "kept": _("Kept"),
        }[one.kind]
    )


def standing_words(state: RemarkState) -> tuple[str, str, str]:
    """Return tone, words and shape of how a remark stands."""
    return {
        RemarkState.OPEN: ("warn", str(_("waits for an answer")), "clock"),
        RemarkState.ANSWERED: ("act", str(_("answered, waits for the decision")), "user"),
        RemarkState.CLOSED: ("go", str(_("remark closed")), "check"),
    }[state]
