"""What would be left lying if somebody left: the open tasks they have, by the post the tasks came by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import and_, select

from app.engine.queries.lent import in_posts
from app.engine.queries.tasks import organisation_name
from app.engine.queries.visibility import CASE, IS_OPEN, TASK
from app.foundation.database import db

MOST = 200


@dataclass(frozen=True, kw_only=True)
class HeldTask:
    """An open task that a person has: by which post, and where."""

    task_id: int
    name: str
    role: str
    organisation_id: int
    case_number: str
    case_organisation: str


def list_tasks_held(person_id: int, pairs: Iterable[tuple[str, int]]) -> tuple[HeldTask, ...]:
    """Return the open tasks that the person has taken or been given by these posts, by burning date, at most MOST."""
    query = (
        select(
            TASK.c.id,
            TASK.c.name,
            TASK.c.role,
            TASK.c.organisation_id,
            CASE.c.number,
            CASE.c.organisation_id.label("case_place"),
        )
        .join(CASE, CASE.c.id == TASK.c.case_id)
        .where(and_(IS_OPEN, TASK.c.assignee_id == person_id, in_posts(TASK, pairs)))
        .order_by(TASK.c.burn_at, TASK.c.id)
        .limit(MOST)
    )
    return tuple(
        HeldTask(
            task_id=row.id,
            name=row.name,
            role=row.role,
            organisation_id=row.organisation_id,
            case_number=row.number,
            case_organisation=organisation_name(row.case_place),
        )
        for row in db.session.execute(query)
    )
