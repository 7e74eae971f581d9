"""Give a task back to the queue."""

from __future__ import annotations

from app.audit.models import Actor
from app.engine.commands.steps.handing import hand_to
from app.engine.commands.steps.locked import lock_task
from app.engine.commands.steps.people import read_people
from app.engine.commands.steps.rights import is_head, is_sysadmin, require_open, require_seen
from app.engine.commands.steps.standing_in import find_substituted
from app.foundation.errors import NotAllowed
from app.foundation.transaction import command


@command
def release_task(task_id: int, *, released_by: Actor) -> None:
    """Give a task one has back to all who hold the role; the head of the organisation may do it for others.

    A substitute may give back what the absent person has.

    Raises NotFound, NotAllowed, TaskNotOpen.
    """
    case, task = lock_task(task_id)
    people = read_people(case, released_by.person_id)
    own = task["assignee_id"] is not None and task["assignee_id"] == released_by.person_id
    actor = released_by
    if not own and not is_head(people, task["organisation_id"]) and not is_sysadmin(people):
        substitute = find_substituted(case, task, released_by) if task["assignee_id"] is not None else None
        if substitute is None:
            require_seen(task, people)
            raise NotAllowed(task_id=task_id)
        actor = substitute
    require_open(task)
    if own and task["delegation"]:
        raise NotAllowed(task_id=task_id, reason="delegated")
    if task["organisation_id"] is None:
        raise NotAllowed(task_id=task_id, reason="no group")
    if task["assignee_id"] is not None:
        hand_to(case, task, None, action="release_task", actor=actor)
