"""From what happens in cases of centre creation to the registry."""

from __future__ import annotations

from typing import Final

from app.centres.commands import bring_up_to_date, end_centre, list_centre
from app.engine.events import CaseCompleted, NoticeGiven, UserTaskCompleted, UserTaskOpened
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
