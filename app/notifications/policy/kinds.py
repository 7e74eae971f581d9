"""The kinds of letters that people choose between: some come at once, the others wait for the morning digest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask_babel import lazy_gettext as _l

ASKED: Final = "asked"
FOLLOWED: Final = "followed"
KINDS: Final[Mapping[str, object]] = {
    ASKED: _l("A task, a question or an answer that a colleague sends to me personally"),
    "results": _l("Every decision and the result of cases that I have opened"),
    "returned": _l("My work is returned for rework"),
    "new": _l("A new task for me"),
    "queue": _l("A new task in the queue of my post"),
    "terms": _l("Reminders, the last day and overdue tasks of mine"),
    "below": _l("Overdue tasks of those below me"),
    FOLLOWED: _l("News of cases that I follow"),
    "told": _l("What a process tells its participants"),
    "absence": _l("Absences and substitutions that concern me"),
    "incidents": _l("A case needs the help of the administrator"),
}
USUAL: Final = frozenset({ASKED, "results", "returned", "absence", "incidents"})
"""What comes at once unless the person says otherwise: what they asked for, and what nobody else can answer."""
DIGEST: Final = "digest"

_OF_EVENT: Final[Mapping[str, str]] = {
    "decided": "results",
    "finished": "results",
    "returned": "returned",
    "opened": "new",
    "queued": "queue",
    "remind": "terms",
    "due": "terms",
    "overdue": "terms",
    "escalate": "below",
    "followed-decided": FOLLOWED,
    "followed-finished": FOLLOWED,
    "followed-extended": FOLLOWED,
    "followed-comment": FOLLOWED,
    "followed-question": FOLLOWED,
    "followed-answer": FOLLOWED,
    "notice": "told",
    "substitute": "absence",
    "away": "absence",
    "incident": "incidents",
}
SHOWN_BY_TASKS: Final = frozenset({"new", "returned", "terms"})
"""What a digest says by listing the person's tasks themselves: a held line would say it twice."""


def kind_of(event: str) -> str:
    """Return the kind of what happened; what is in no list is addressed to the person."""
    return _OF_EVENT.get(event, ASKED)


def at_once(chosen: list[str] | None) -> frozenset[str]:
    """Return the kinds that come at once for somebody who chose these, the usual ones for None."""
    return USUAL if chosen is None else frozenset(chosen)
