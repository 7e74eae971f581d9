"""Take a task out of the queue for oneself."""

from __future__ import annotations

from app.audit.models import Actor
from app.engine.commands.steps.handing import hand_to
from app.engine.commands.steps.locked import lock_task
from app.engine.commands.steps.people import read_people
from app.engine.commands.steps.rights import require_open, require_right
from app.foundation.errors import NotAllowed
from app.foundation.transaction import command


@command
def claim_task(task_id: int, *, claimed_by: Actor) -> None:
    """Make the task the person's own; doing it twice is doing it once.

    A substitute takes it for the absent person, to whom it belongs from then on.

    Raises NotFound, NotAllowed (not a candidate, or excluded), TaskNotOpen (done, or a colleague was faster).
    """
    if claimed_by.person_id is None:
        raise NotAllowed(task_id=task_id)
    case, task = lock_task(task_id)
    people = read_people(case, claimed_by.person_id)
    actor = require_right(case, task, people, claimed_by)
    require_open(task)
    if task["assignee_id"] is None:
        hand_to(case, task, actor.on_behalf_of_id or actor.person_id, action="claim_task", actor=actor)
