"""Put a task into the hands of a person, or back into the queue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select, update

from app.access.models import Person
from app.audit.commands import record
from app.audit.models import Actor
from app.engine.commands.steps.drafts import pass_draft_on
from app.engine.commands.steps.locked import TASK, LockedCase, TaskRow
from app.engine.commands.steps.rights import who_was_faster
from app.engine.models import TaskState
from app.foundation.database import db

NOT_DELEGATED: Final[Mapping[str, Any]] = {"delegation": "", "delegated_by_id": None, "delegated_basis": ""}


def hand_to(
    case: LockedCase,
    task: TaskRow,
    person_id: int | None,
    *,
    action: str,
    actor: Actor,
    delegation: Mapping[str, Any] = NOT_DELEGATED,
    comment: str = "",
) -> None:
    """Change who has an open task and record it; raises TaskNotOpen when the row is not as it was read.

    A delegation ends with it. The version of the task stays: a form that was opened before can still be sent by the
    one who may.
    """
    changed = db.session.execute(
        update(TASK)
        .where(
            TASK.c.id == task["id"],
            TASK.c.state == TaskState.OPEN,
            TASK.c.assignee_id.is_not_distinct_from(task["assignee_id"]),
        )
        .values(assignee_id=person_id, claimed_at=case.at if person_id is not None else None, **delegation)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE gives a CursorResult
        raise who_was_faster(task["id"])
    if person_id is not None and task["assignee_id"] is not None:
        pass_draft_on(task["id"], task["assignee_id"], person_id, case.at)
    facts = {"task": task["id"], "element": task["element_id"], "name": task["name"], "round": task["round"]}
    facts |= {"comment": comment} if comment else {}
    facts |= {"delegation": delegation["delegation"]} if delegation["delegation"] else {}
    if person_id is not None and person_id != actor.person_id:
        facts["to"] = person_id
        facts["to_name"] = db.session.scalar(select(Person.name).where(Person.id == person_id)) or ""
    case.head = record(case.stream, action, actor, facts, head=case.head)
    case.store()
