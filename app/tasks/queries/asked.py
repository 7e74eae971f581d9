"""What others ask of this person besides their tasks: small obligations that stand above the inbox."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import ngettext

from app.access.policy import Viewer
from app.discussions.queries.thread import list_questions
from app.engine.queries import list_requests_to_decide


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One kind of thing that waits for an answer, with the page that lists it."""

    words: str
    href: str


def list_asked(viewer: Viewer) -> tuple[Asked, ...]:
    """Return what waits for this person's answer."""
    found = []
    if requests := len(list_requests_to_decide(viewer)):
        words = ngettext("%(num)d request for a later day", "%(num)d requests for a later day", requests)
        found.append(Asked(words=str(words), href=url_for("tasks.list_extension_requests")))
    if questions := len(list_questions(viewer, asked_of_me=True)):
        words = ngettext("%(num)d question waits for your answer", "%(num)d questions wait for your answer", questions)
        found.append(Asked(words=str(words), href=url_for("discussions.list_own_questions")))
    return tuple(found)
