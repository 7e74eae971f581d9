"""How a case stands, in the words of the interface: tone, word, shape."""

from __future__ import annotations

from flask_babel import gettext as _

from app.engine.models import CaseStatus
from app.engine.queries import CaseRow
from app.foundation import words
from app.foundation.drawn import StateWords

STATUS_FILTER = (CaseStatus.RUNNING, CaseStatus.COMPLETED, CaseStatus.WITHDRAWN, CaseStatus.CANCELLED)


def status_name(status: CaseStatus) -> str:
    """Return the name of a status for a filter."""
    names = {
        CaseStatus.RUNNING: _("Under way"),
        CaseStatus.COMPLETED: _("Finished"),
        CaseStatus.WITHDRAWN: _("Withdrawn"),
        CaseStatus.CANCELLED: _("Cancelled"),
        CaseStatus.FAILED: _("Stopped"),
    }
    return str(names[status])


def state_of(case: CaseRow) -> StateWords:
    """Return how the case stands; what hinders it is said first."""
    if case.status is CaseStatus.RUNNING:
        return _running(case)
    if case.status is CaseStatus.COMPLETED:
        refused = any(part in case.outcome_element.lower() for part in ("reject", "refus"))
        word = case.outcome_words or str(_("Finished"))
        return StateWords(tone="stop", word=word, shape="x") if refused else StateWords(tone="go", word=word)
    if case.status is CaseStatus.FAILED:
        return StateWords(tone="stop", word=str(_("Stopped")), shape="pause")
    return StateWords(tone="calm", word=status_name(case.status), shape="x")


def _running(case: CaseRow) -> StateWords:
    if case.has_incident:
        return StateWords(tone="stop", word=str(_("Stopped, help is needed")), shape="pause")
    if case.is_overdue:
        return StateWords(tone="stop", word=str(_("Overdue")))
    if case.round > 1:
        return StateWords(tone="act", word=str(_("Under way, round %(number)d", number=case.round)))
    return StateWords(tone="act", word=str(_("Under way")))


def where_now(case: CaseRow) -> str:
    """Return where the case is, for a list: the open steps and the nearest day."""
    if case.status is not CaseStatus.RUNNING:
        return words.day_year(words.local(case.closed_at).date()) if case.closed_at else ""
    due = words.not_later(case.due, short=True) if case.due else ""
    return ", ".join(part for part in (case.open_words, due) if part)
