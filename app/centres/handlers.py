"""From what happens in cases of centre creation to the registry."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from app.centres.commands import bring_up_to_date, end_centre, list_centre
from app.centres.models import Centre
from app.engine.commands.destroy_case import keep_cases
from app.engine.events import CaseCompleted, NoticeGiven, UserTaskCompleted, UserTaskOpened
from app.foundation.database import db
from app.foundation.events import subscribe

SELECTION: Final = "select_school"
"""The step of the diagram that chooses the school; the steps below are those that change what the registry says."""
CHANGES: Final = frozenset(
    {
        *("order_centre", "check_readiness", "decide_readiness", "postpone_opening", "hold_opening"),
        *("decide_exception", "decide_licence", "work_begins"),
    }
)


def install_registry() -> None:
    """Let the room hear of cases."""
    subscribe(UserTaskCompleted, hear_of_decision)
    subscribe(UserTaskOpened, hear_of_step)
    subscribe(NoticeGiven, hear_of_step)
    subscribe(CaseCompleted, hear_of_end)
    keep_cases(why_it_stays)


def why_it_stays(case_id: int) -> tuple[str, str] | None:
    """Keep the cases that the registry of centres stands on."""
    if db.session.scalar(select(Centre.id).where(Centre.case_id == case_id)) is None:
        return None
    return "на деле стоит запись реестра центров", "the registry of centres stands on the case"


def hear_of_decision(happened: UserTaskCompleted) -> None:
    """Enter a centre whose school was chosen; note what other steps changed."""
    if happened.element_id == SELECTION and happened.outcome == "approve":
        list_centre(happened.case_id)
    elif happened.element_id in CHANGES:
        bring_up_to_date(happened.case_id)


def hear_of_step(happened: UserTaskOpened | NoticeGiven) -> None:
    """Note what a child brought back before this step."""
    if happened.element_id in CHANGES:
        bring_up_to_date(happened.case_id)


def hear_of_end(happened: CaseCompleted) -> None:
    """Close the line of a centre that was not opened; take the last values of one that was."""
    bring_up_to_date(happened.case_id)
    end_centre(happened.case_id, happened.outcome_words)
