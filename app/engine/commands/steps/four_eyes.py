"""Four eyes among the instances of one task: who did one of them is left out of the others («two experts»)."""

from __future__ import annotations

from sqlalchemy import case as when
from sqlalchemy import update

from app.audit.models import Actor
from app.engine.commands.steps.locked import TASK, TaskRow
from app.engine.models import TaskState, join_people
from app.foundation.database import db
from app.workflow.elements import UserTaskSpec


def leave_out_of_the_others(task: TaskRow, spec: UserTaskSpec, by: Actor) -> None:
    """Leave this person, and whom they substituted, out of the instances that are still open.

    One that they had taken along goes back to the queue.
    """
    person_id = by.person_id
    if person_id is None or task["instance"] is None or "previous" not in spec.exclude:
        return
    out = {person_id, by.on_behalf_of_id or person_id}
    mine = TASK.c.assignee_id.in_(out)
    known = TASK.c.excluded_others
    db.session.execute(
        update(TASK)
        .where(
            TASK.c.case_id == task["case_id"],
            TASK.c.element_id == task["element_id"],
            TASK.c.id != task["id"],
            TASK.c.state == TaskState.OPEN,
        )
        .values(
            excluded_others=when((known == "", join_people(out)), else_=known + join_people(out)[1:]),
            assignee_id=when((mine, None), else_=TASK.c.assignee_id),
            claimed_at=when((mine, None), else_=TASK.c.claimed_at),
        )
    )
