"""Give one task to a colleague who decides it instead, or prepares it and gives it back; and the way back."""

from __future__ import annotations

from app.audit.models import Actor
from app.engine.commands.steps.drafts import find_kept_draft, keep_draft
from app.engine.commands.steps.handing import hand_to
from app.engine.commands.steps.locked import LockedCase, TaskRow, lock_task
from app.engine.commands.steps.people import is_excluded, read_people
from app.engine.commands.steps.rights import require_open, require_right, require_seen
from app.engine.commands.steps.standing_in import GOOD, RETURN
from app.engine.events import UserTaskAssigned
from app.foundation.clock import today
from app.foundation.errors import InvalidInput, NotAllowed
from app.foundation.transaction import announce, command
from app.organisation.queries import timezone_of
from app.organisation.queries.absences import is_away, list_near_people


@command
def delegate_task(task_id: int, *, person_id: int, mode: str, comment: str, delegated_by: Actor) -> None:
    """Give a task that one may do oneself to a colleague: `good` to decide instead, `return` to prepare and give back.

    The colleague needs no role for it, only a post near the one who delegates, and four eyes keep holding. A
    delegated task goes no further, and a substitute cannot delegate.
    Raises NotFound, NotAllowed, TaskNotOpen, InvalidInput (`person_id`: not near, left out, or away).
    """
    if mode not in (GOOD, RETURN):
        raise InvalidInput(problems={"mode": "unknown"})
    case, task = lock_task(task_id)
    people = read_people(case, delegated_by.person_id)
    actor = require_right(case, task, people, delegated_by)
    require_open(task)
    if actor.person_id is None or actor.on_behalf_of_id is not None or task["delegation"]:
        raise NotAllowed(task_id=task_id, reason="delegated")
    day = today(timezone_of(case.organisation_id))
    near = {one for one, _name in list_near_people(actor.person_id, day)}
    if person_id not in near or is_excluded(person_id, task):
        raise InvalidInput(problems={"person_id": "not possible"})
    if is_away(person_id, day, day):
        raise InvalidInput(problems={"person_id": "away"})
    basis = f"передача задачи от {day:%d.%m.%Y}"
    delegation = {"delegation": mode, "delegated_by_id": actor.person_id, "delegated_basis": basis}
    said = " ".join(comment.split())[:1000]
    hand_to(case, task, person_id, action="delegate_task", actor=actor, delegation=delegation, comment=said)
    _tell(case, task_id, person_id, actor)


@command
def give_back_task(task_id: int, *, comment: str, given_back_by: Actor) -> None:
    """Give a delegated task back to its owner, with what was typed so far as their draft.

    Raises NotFound, NotAllowed (it was not delegated to this person), TaskNotOpen.
    """
    case, task = lock_task(task_id)
    people = read_people(case, given_back_by.person_id)
    if not task["delegation"] or task["assignee_id"] != given_back_by.person_id:
        require_seen(task, people)
        raise NotAllowed(task_id=task_id)
    require_open(task)
    _return(case, task, "give_back_task", given_back_by, comment)


@command
def take_back_task(task_id: int, *, taken_back_by: Actor) -> None:
    """Take a task back that one has delegated; what the colleague typed becomes one's draft.

    Raises NotFound, NotAllowed (somebody else delegated it), TaskNotOpen.
    """
    case, task = lock_task(task_id)
    people = read_people(case, taken_back_by.person_id)
    if not task["delegation"] or task["delegated_by_id"] != taken_back_by.person_id:
        require_seen(task, people)
        raise NotAllowed(task_id=task_id)
    require_open(task)
    _return(case, task, "take_back_task", taken_back_by, "")


def _return(case: LockedCase, task: TaskRow, action: str, actor: Actor, comment: str) -> None:
    owner, colleague = task["delegated_by_id"], task["assignee_id"]
    prepared = find_kept_draft(task["id"], colleague)
    if prepared is not None:
        keep_draft(task["id"], owner, prepared, case.at)
    hand_to(case, task, owner, action=action, actor=actor, comment=" ".join(comment.split())[:1000])
    _tell(case, task["id"], owner, actor)


def _tell(case: LockedCase, task_id: int, person_id: int, actor: Actor) -> None:
    announce(UserTaskAssigned(case_id=case.id, task_id=task_id, assignee_id=person_id, by_person_id=actor.person_id))
