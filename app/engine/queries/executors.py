"""Who can do open tasks, for many tasks in three statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Table, select

from app.access.models import Person, Role
from app.engine.models import TaskState, split_people
from app.engine.queries.visibility import CANDIDATE, TASK
from app.foundation.clock import now
from app.foundation.database import db
from app.organisation.models import Membership
from app.organisation.queries.people import in_force

_MEMBERSHIP: Table = Membership.__table__  # type: ignore[assignment]  # the mapper made them Tables
_PERSON: Table = Person.__table__  # type: ignore[assignment]
_ROLES = frozenset(role.value for role in Role)


def list_executors(task_ids: Sequence[int]) -> Mapping[int, tuple[int, ...]]:
    """Return the ids of the people who can do each open task: the one who has it, else all whom four eyes allow."""
    out_of_it = ("excluded_initiator_id", "excluded_previous_id", "excluded_previous_for_id", "excluded_others")
    names = ("id", "role", "organisation_id", "assignee_id", *out_of_it)
    open_tasks = (TASK.c.id.in_(task_ids), TASK.c.state == TaskState.OPEN)
    tasks = db.session.execute(select(*(TASK.c[name] for name in names)).where(*open_tasks)).all()
    further = db.session.execute(
        select(CANDIDATE.c.task_id, CANDIDATE.c.role, CANDIDATE.c.organisation_id, CANDIDATE.c.person_id)
        .where(CANDIDATE.c.task_id.in_([task.id for task in tasks]))
        .order_by(CANDIDATE.c.id)
    ).all()
    pairs: dict[int, list[tuple[str, int]]] = {task.id: [(task.role, task.organisation_id)] for task in tasks}
    named: dict[int, list[int]] = {}
    for row in further:
        if row.person_id is not None:
            named.setdefault(row.task_id, []).append(row.person_id)
        else:
            pairs[row.task_id].append((row.role, row.organisation_id))
    held = _holders({pair for many in pairs.values() for pair in many})
    found = {}
    for task in tasks:
        able = [person for pair in pairs[task.id] for person in held.get(pair, ())] + named.get(task.id, [])
        out = {task.excluded_initiator_id, task.excluded_previous_id, task.excluded_previous_for_id}
        out |= split_people(task.excluded_others)
        allowed = tuple(dict.fromkeys(person for person in able if person not in out))
        found[task.id] = (task.assignee_id,) if task.assignee_id is not None else allowed
    return found


def _holders(pairs: set[tuple[str, int]]) -> dict[tuple[str, int], list[int]]:
    known = {(role, place) for role, place in pairs if role in _ROLES and place is not None}
    query = (
        select(_MEMBERSHIP.c.role, _MEMBERSHIP.c.organisation_id, _MEMBERSHIP.c.person_id)
        .join(_PERSON, _PERSON.c.id == _MEMBERSHIP.c.person_id)
        .where(
            _MEMBERSHIP.c.organisation_id.in_({place for _, place in known}),
            _MEMBERSHIP.c.role.in_({Role(role) for role, _ in known}),
            in_force(now().date()),
            _PERSON.c.is_active,
        )
        .order_by(_MEMBERSHIP.c.id)
    )
    found: dict[tuple[str, int], list[int]] = {}
    for row in db.session.execute(query):
        found.setdefault((row.role.value, row.organisation_id), []).append(row.person_id)
    return found
