"""From what happens in cases of the process «Поручение» to the rows that lists are made of."""

from __future__ import annotations

from app.assignments.commands.give import PROCESS
from app.assignments.commands.note import ACCEPT, EXECUTE, bring_up_to_date, note_assignment
from app.engine.events import (
    CaseCompleted,
    CaseStarted,
    TaskExtended,
    UserTaskCompleted,
    UserTaskOpened,
    UserTaskRecalled,
)
from app.foundation.events import subscribe

_STEPS = frozenset({EXECUTE, ACCEPT})
_ENDS = frozenset({"end_accepted", "end_removed", ""})


def install_assignment_rows() -> None:
    """Let the room hear of cases."""
    subscribe(CaseStarted, hear_of_start)
    subscribe(UserTaskOpened, hear_of_step)
    subscribe(UserTaskCompleted, hear_of_step)
    subscribe(UserTaskRecalled, hear_of_change)
    subscribe(TaskExtended, hear_of_change)
    subscribe(CaseCompleted, hear_of_end)


def hear_of_start(happened: CaseStarted) -> None:
    """Write the row of a new assignment."""
    if happened.process_key == PROCESS:
        note_assignment(happened.case_id, happened.origin)


def hear_of_step(happened: UserTaskOpened | UserTaskCompleted) -> None:
    """Note a step that changes how an assignment stands; steps of other processes with these names change nothing."""
    if happened.element_id in _STEPS:
        bring_up_to_date(happened.case_id)


def hear_of_change(happened: UserTaskRecalled | TaskExtended) -> None:
    """Note a report that was taken back, or another day."""
    bring_up_to_date(happened.case_id)


def hear_of_end(happened: CaseCompleted) -> None:
    """Note the end of an assignment."""
    if happened.outcome_element in _ENDS:
        bring_up_to_date(happened.case_id)
