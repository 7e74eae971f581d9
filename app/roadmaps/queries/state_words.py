"""How occurrences and plans stand, in the words of the interface."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.foundation.words import day_month, overdue
from app.roadmaps.models import OccurrenceState


@dataclass(frozen=True, kw_only=True)
class Words:
    """A state as the macro `state` draws it."""

    tone: str
    word: str
    shape: str | None = None


def state_name(state: str) -> str:
    """Return the name of a state for filters and exports."""
    names = {
        "done": lambda: _("Carried out"),
        "open": lambda: _("In progress"),
        "returned": lambda: _("Returned for more evidence"),
        "overdue": lambda: _("Overdue"),
        "ahead": lambda: _("Ahead"),
        "not done": lambda: _("Not carried out"),
        "passed": lambda: _("Before the plan began here"),
        "undated": lambda: _("No date yet"),
    }
    return str(names[state]())


def occurrence_words(state: OccurrenceState, due: date, late: int, *, done_on: date | None, problem: str) -> Words:
    """Return how one occurrence stands, `late` by so many working days; what hinders is said first."""
    if state is OccurrenceState.DONE:
        return Words(tone="go", word=str(_("Carried out %(day)s", day=day_month(done_on or due))))
    if state is OccurrenceState.NOT_DONE:
        return Words(tone="stop", word=state_name("not done"), shape="x")
    if state is OccurrenceState.PASSED:
        return Words(tone="calm", word=state_name("passed"))
    if late:
        return Words(tone="stop", word=overdue(late))
    if state is OccurrenceState.RETURNED:
        return Words(tone="warn", word=state_name("returned"), shape="info")
    if state is OccurrenceState.OPEN:
        return Words(tone="act", word=state_name("open"))
    if problem:
        return Words(tone="stop", word=str(_("Could not be opened")), shape="pause")
    return Words(tone="calm", word=state_name("ahead"))
