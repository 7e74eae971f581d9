"""May this person do this task: asked again under the lock, with the answer who was faster."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Table, select

from app.access.models import Person, Role
from app.audit.models import Actor
from app.engine.commands.steps.locked import TASK, LockedCase, TaskRow
from app.engine.commands.steps.people import People, is_candidate, is_excluded
from app.engine.commands.steps.refusals import TaskNotOpen
from app.engine.commands.steps.standing_in import as_delegate, find_substituted
from app.engine.models import TaskCandidate, TaskState
from app.foundation.database import db
from app.foundation.errors import NotAllowed, NotFound
from app.organisation.models import OrganisationKind
from app.organisation.policy.heads import HEADS
from app.organisation.queries import current_tree

_PERSON: Table = Person.__table__  # type: ignore[assignment]  # the mapper made it a Table


def require_open(task: TaskRow, *, ver: int | None = None) -> None:
    """Raise TaskNotOpen, with who and when, unless the task is open and of the version that was seen."""
    if task["state"] is not TaskState.OPEN or ver not in (None, task["ver"]):
        raise who_was_faster(task["id"])


def who_was_faster(task_id: int) -> TaskNotOpen:
    """Return the error that says what has become of a task meanwhile, read now.

    On PostgreSQL the row may have been read before the lock was got; each statement sees what is committed by then.
    """
    row = db.session.execute(
        select(TASK, _PERSON.c.name.label("assignee_name"))
        .outerjoin(_PERSON, _PERSON.c.id == TASK.c.assignee_id)
        .where(TASK.c.id == task_id)
    ).one()
    how = {TaskState.COMPLETED: "completed", TaskState.CANCELLED: "cancelled"}.get(row.state, "changed")
    taken = row.state is TaskState.OPEN and row.assignee_id is not None
    return TaskNotOpen(
        task_id=task_id,
        by=row.assignee_name if taken else row.completed_by_name,
        on_behalf_of=row.completed_for,
        at=row.claimed_at if taken else row.completed_at,
        outcome=row.outcome,
        how="taken" if taken else how,
    )


def require_right(case: LockedCase, task: TaskRow, people: People, actor: Actor) -> Actor:
    """Return the actor as they may act on the task: themselves, or «instead of» somebody with the basis.

    Raises NotFound to a stranger, NotAllowed to one who is left out or late, TaskNotOpen when a colleague has it.
    """
    if actor.person_id is None:
        return actor
    assigned_to_me = task["assignee_id"] == actor.person_id
    candidate = assigned_to_me or is_candidate(people, task, further_candidates(task["id"], people, task))
    if candidate and (assigned_to_me or task["assignee_id"] is None):
        reason = is_excluded(actor.person_id, task)
        if reason:
            raise NotAllowed(task_id=task["id"], reason=reason)
        return as_delegate(task, actor) if assigned_to_me else actor
    substitute = find_substituted(case, task, actor)
    if substitute is not None:
        return substitute
    if not candidate:
        if task["completed_by"] == actor.person_id:
            return actor
        raise NotFound(task_id=task["id"])
    reason = is_excluded(actor.person_id, task)
    if reason:
        raise NotAllowed(task_id=task["id"], reason=reason)
    if task["state"] is TaskState.OPEN:
        raise who_was_faster(task["id"])
    return actor


def further_candidates(task_id: int, people: People, task: TaskRow) -> list[tuple[str, int | None, int | None]]:
    """Return the further candidates of a task, asking only when the first group does not settle it."""
    if task["organisation_id"] is not None and people.holds((task["role"], task["organisation_id"])):
        return []
    rows = db.session.execute(
        select(TaskCandidate.role, TaskCandidate.organisation_id, TaskCandidate.person_id).where(
            TaskCandidate.task_id == task_id
        )
    )
    found = [(row.role, row.organisation_id, row.person_id) for row in rows]
    people.holders([(role, place) for role, place, person in found if person is None and place is not None])
    return found


def is_head(people: People, organisation_id: int | None) -> bool:
    """Say whether the one who acts leads this organisation, or the one right above a centre."""
    if organisation_id is None:
        return False
    node = current_tree().node(organisation_id)
    places = [organisation_id] + ([node.parent_id] if node.kind is OrganisationKind.CENTRE and node.parent_id else [])
    return any(people.holds((role.value, place)) for place in places for role in HEADS.get(node.kind, ()))


def is_sysadmin(people: People) -> bool:
    """Say whether the one who acts administers the system (in any organisation)."""
    return any(role == Role.SYSADMIN.value for role, _ in people.own)


def next_task_of(people: People, rows: Iterable[Mapping[str, Any]]) -> int | None:
    """Return the first of these newly opened tasks that the one who acts can do at once."""
    for row in rows:
        if is_excluded(people.person_id, row):
            continue
        if row["assignee_id"] == people.person_id:
            return int(row["id"])
        if row["assignee_id"] is None and is_candidate(people, row, row["extra"]):
            return int(row["id"])
    return None


def require_seen(task: TaskRow, people: People) -> None:
    """Raise NotFound unless the one who acts is a candidate of the task, or belongs above its organisation."""
    if is_candidate(people, task, further_candidates(task["id"], people, task)):
        return
    place = task["organisation_id"]
    above = set(current_tree().node(place).ids) if place is not None else set()
    if not any(organisation_id in above for _, organisation_id in people.own):
        raise NotFound(task_id=task["id"])


def may_do(task: TaskRow, people: People, person_id: int) -> bool:
    """Say whether somebody else is among the candidates of the task."""
    pairs = [(task["role"], task["organisation_id"])] if task["organisation_id"] is not None else []
    rows = db.session.execute(
        select(TaskCandidate.role, TaskCandidate.organisation_id, TaskCandidate.person_id).where(
            TaskCandidate.task_id == task["id"]
        )
    ).all()
    pairs += [(row.role, row.organisation_id) for row in rows if row.organisation_id is not None]
    return person_id in people.holders(pairs) or any(row.person_id == person_id for row in rows)
