"""From what happens in cases of publication approval to the drafts that they decide about."""

from __future__ import annotations

from typing import Final

from flask_babel import gettext as _

from app.access.models import Person
from app.audit.models import SYSTEM, Actor
from app.engine.events import CaseCompleted, CaseStarted, UserTaskCompleted
from app.engine.models import Case
from app.foundation.database import db
from app.foundation.errors import InvalidInput
from app.foundation.events import subscribe
from app.processes.commands import PublishRefused
from app.processes.commands.ask_publication import bind_to_case, publish_approved, reopen_of_case

APPROVAL: Final = "publication-approval"
"""The shipped process by which a second person approves a publication, and its only step."""
DECISION: Final = "decide_publication"


def install_approvals() -> None:
    """Let the room hear of cases."""
    subscribe(CaseStarted, hear_of_start)
    subscribe(UserTaskCompleted, hear_of_decision)
    subscribe(CaseCompleted, hear_of_end)


def origin_of(draft_id: int) -> str:
    """Return what a case of approval says of itself when it is opened."""
    return f"publication:{draft_id}"


def hear_of_start(happened: CaseStarted) -> None:
    """Bind the case to its draft; a case that was opened without one is refused."""
    if happened.process_key != APPROVAL:
        return
    number = happened.origin.partition("publication:")[2]
    if not number.isdecimal() or not bind_to_case(int(number), happened.case_id, happened.initiator_id):
        raise InvalidInput(_("This case is opened from the page on which a draft is published"))


def hear_of_decision(happened: UserTaskCompleted) -> None:
    """Publish what was approved, or give the draft back with the remark."""
    if happened.element_id != DECISION:
        return
    actor = _actor(happened.completed_by)
    if happened.outcome != "approve":
        reopen_of_case(happened.case_id, reopened_by=actor, reason=happened.comment)
        return
    case = db.session.get_one(Case, happened.case_id)
    try:
        publish_approved(happened.case_id, approved_by=actor, basis=_approved_words(actor, case.number))
    except PublishRefused:
        raise InvalidInput(_("The version can no longer run here: return it, the owner will see the errors")) from None


def hear_of_end(happened: CaseCompleted) -> None:
    """Open the draft of a case that ended without a decision: withdrawn or cancelled."""
    reopen_of_case(happened.case_id, reopened_by=SYSTEM, reason="")


def _approved_words(actor: Actor, number: str) -> str:
    return str(_("Approved by %(who)s, case %(number)s", who=actor.name, number=number))


def _actor(person_id: int | None) -> Actor:
    person = db.session.get(Person, person_id) if person_id is not None else None
    return Actor(person_id=person_id, name=person.name if person is not None else "")
