"""Follow a case and leave it: for oneself alone; recorded beside the case, which goes on undisturbed."""

from __future__ import annotations

from typing import Final

from sqlalchemy import delete, func, insert, select

from app.access.models import Person
from app.access.policy import Viewer
from app.audit.commands import record
from app.audit.models import Actor
from app.engine.commands.readers import readers_stream
from app.engine.queries import get_case_visible_to
from app.engine.queries.following import FOLLOWER, followed_cases, follows
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import Conflict
from app.foundation.transaction import command

MOST_FOLLOWED: Final = 200
"""How many cases one person may follow at a time."""


@command
def follow_case(case_id: int, *, followed_by: Viewer) -> None:
    """Let somebody hear of a case that they see; twice is once. Raises NotFound, Conflict when they follow too many.

    Following gives no right. Cases that the person does not see any more are forgotten before the others are counted.
    """
    get_case_visible_to(followed_by, case_id)
    me = followed_by.person_id
    db.session.execute(select(Person.id).where(Person.id == me).with_for_update())  # one at a time, so the count holds
    if follows(followed_by, case_id):
        return
    if _count(me) >= MOST_FOLLOWED:
        lost = FOLLOWER.c.case_id.not_in(db.session.scalars(followed_cases(followed_by)).all())
        db.session.execute(delete(FOLLOWER).where(FOLLOWER.c.person_id == me, lost))
        if _count(me) >= MOST_FOLLOWED:
            raise Conflict(case_id=case_id, reason="too many followed")
    db.session.execute(insert(FOLLOWER).values(case_id=case_id, person_id=me, followed_at=now()))
    record(readers_stream(case_id), "follow_case", followed_by.actor(), {"person": me})


@command
def leave_case(case_id: int, person_id: int, *, left_by: Actor) -> None:
    """Let somebody hear no more of a case, also of one that they have lost sight of; twice is once."""
    where = (FOLLOWER.c.case_id == case_id, FOLLOWER.c.person_id == person_id)
    if db.session.execute(delete(FOLLOWER).where(*where)).rowcount:  # type: ignore[attr-defined]  # a CursorResult
        record(readers_stream(case_id), "leave_case", left_by, {"person": person_id})


def _count(person_id: int) -> int:
    query = select(func.count()).select_from(FOLLOWER).where(FOLLOWER.c.person_id == person_id)
    return db.session.scalar(query) or 0
