"""Give a task to a colleague."""

from __future__ import annotations

from app.audit.models import Actor
from app.engine.commands.steps.handing import hand_to
from app.engine.commands.steps.locked import lock_task
from app.engine.commands.steps.people import is_excluded, read_people
from app.engine.commands.steps.rights import is_head, is_sysadmin, may_do, require_open, require_seen
from app.engine.events import UserTaskAssigned
from app.foundation.errors import InvalidInput, NotAllowed
from app.foundation.transaction import announce, command


@command
def assign_task(task_id: int, *, person_id: int, assigned_by: Actor) -> None:
    """Make the task the work of one of its candidates; the head of the organisation, or sysadmin, may.

    Raises NotFound, NotAllowed, TaskNotOpen, InvalidInput when that person may not do the task.
    """
    case, task = lock_task(task_id)
    people = read_people(case, assigned_by.person_id)
    if not is_head(people, task["organisation_id"]) and not is_sysadmin(people):
        require_seen(task, people)
        raise NotAllowed(task_id=task_id)
    require_open(task)
    if not may_do(task, people, person_id) or is_excluded(person_id, task):
        raise InvalidInput(problems={"person_id": "not a candidate"})
    if task["assignee_id"] != person_id:
        hand_to(case, task, person_id, action="assign_task", actor=assigned_by)
        announce(
            UserTaskAssigned(
                case_id=case.id, task_id=task_id, assignee_id=person_id, by_person_id=assigned_by.person_id
            )
        )
