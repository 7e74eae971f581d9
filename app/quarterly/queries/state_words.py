"""How reports stand and how figures are added up, in the words of the interface."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import gettext as _

from app.foundation.words import number, overdue
from app.quarterly.queries.level import Standing
from app.roadmaps.queries.state_words import Words

_TONES = {"accepted": "go", "checking": "act", "signing": "act", "filling": "calm", "returned": "warn"}
_SHAPES = {"returned": "info"}


def stage_name(stage: str, *, is_summary: bool = False) -> str:
    """Return what a stage is called."""
    names = {
        "unopened": _("Not opened yet"),
        "filling": _("Being written"),
        "returned": _("Returned with remarks"),
        "signing": _("Waits for the signature"),
        "checking": _("Waits to be accepted by the region") if is_summary else _("Being checked by the municipality"),
        "accepted": _("Accepted"),
    }
    return str(names[stage])


def standing_words(standing: Standing, *, is_summary: bool = False) -> Words:
    """Return how a report stands; that it is late is said first."""
    if standing.owes and standing.late:
        return Words(tone="stop", word=overdue(standing.late))
    tone = _TONES.get(standing.stage, "calm")
    return Words(tone=tone, word=stage_name(standing.stage, is_summary=is_summary), shape=_SHAPES.get(standing.stage))


def rule_words(rule: str) -> str:
    """Return how the numbers of many centres become one."""
    names = {"sum": _("sum"), "mean": _("mean"), "share": _("share of the sums"), "none": _("is not added up")}
    return str(names[rule])


def value_words(value: Decimal | int | None) -> str:
    """Return a number as people write it, or a dash."""
    return "—" if value is None else number(value)
