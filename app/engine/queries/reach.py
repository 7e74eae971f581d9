"""Who may see a case, as words of an index: a first sieve for the search, never the judgement.

`sees_case` judges every case that comes through. The sieve may let through what it refuses, but must never hold back
what it grants: whoever widens `sees_case` widens these two functions (`tests/search` compares them role by role).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import select

from app.access.models import Role
from app.access.policy import Viewer
from app.engine.queries.visibility import CANDIDATE, CASE, OVERSEES, READER, TASK, pairs_of
from app.foundation.database import db
from app.organisation.queries import current_tree

_PEOPLE = ("assignee_id", "completed_by", "completed_for_id", "delegated_by_id")


def reach_of(viewer: Viewer) -> tuple[str, ...] | None:
    """Return the words of which a case must have one for the viewer to see it; None for who sees every case."""
    if viewer.holds(Role.SYSADMIN):
        return None
    found = {_below(post.organisation_id) for post in viewer.memberships if post.role in OVERSEES}
    found |= {_pair(role, place) for role, place in pairs_of(viewer)} | {_person(viewer.person_id)}
    for one in viewer.stands_in:
        found |= {_pair(role, place) for role, place in one.pairs} | {_person(one.person_id)}
    return tuple(sorted(found))


def readers_of(case_ids: Collection[int]) -> dict[int, set[str]]:
    """Return, for each of these cases, the words of all who may see it."""
    found: dict[int, set[str]] = {case_id: set() for case_id in case_ids}
    nodes = current_tree().nodes
    cases = select(CASE.c.id, CASE.c.organisation_id, CASE.c.initiator_id).where(CASE.c.id.in_(case_ids))
    for row in db.session.execute(cases):
        path = nodes[row.organisation_id].path.strip("/").split("/")
        found[row.id] |= {_below(int(part)) for part in path}
        if row.initiator_id is not None:
            found[row.id].add(_person(row.initiator_id))
    columns = (TASK.c.case_id, TASK.c.role, TASK.c.organisation_id, *(TASK.c[name] for name in _PEOPLE))
    for task in db.session.execute(select(*columns).where(TASK.c.case_id.in_(case_ids))):
        found[task.case_id] |= set(_words(task, _PEOPLE))
    readers = select(READER.c.case_id, READER.c.person_id)
    for reader in db.session.execute(readers.where(READER.c.case_id.in_(case_ids), READER.c.revoked_at.is_(None))):
        found[reader.case_id].add(_person(reader.person_id))
    named = (TASK.c.case_id, CANDIDATE.c.role, CANDIDATE.c.organisation_id, CANDIDATE.c.person_id)
    candidates = select(*named).join(TASK, TASK.c.id == CANDIDATE.c.task_id).where(TASK.c.case_id.in_(case_ids))
    for named_one in db.session.execute(candidates):
        found[named_one.case_id] |= set(_words(named_one, ("person_id",)))
    return found


def _words(row: Any, people: Collection[str]) -> Iterator[str]:
    yield from (_person(getattr(row, name)) for name in people if getattr(row, name) is not None)
    if row.role and row.organisation_id is not None:
        yield _pair(row.role, row.organisation_id)


def _below(organisation_id: int) -> str:
    return f"o{organisation_id}"


def _person(person_id: int) -> str:
    return f"p{person_id}"


def _pair(role: str, organisation_id: int) -> str:
    return f"r{role.replace('_', '')}x{organisation_id}"
