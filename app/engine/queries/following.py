"""Which cases a person follows, and who follows a case: only ever those who see it at this moment."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Select, Table, select

from app.access.models import Person
from app.access.policy import Viewer
from app.access.policy.viewer import posts_of, stand_ins_of
from app.engine.models import CaseFollower
from app.engine.queries.visibility import CASE, sees_case
from app.foundation.clock import now
from app.foundation.database import db

FOLLOWER: Final[Table] = CaseFollower.__table__  # type: ignore[assignment]  # the mapper made it a Table


def follows(viewer: Viewer, case_id: int) -> bool:
    """Say whether the viewer follows a case."""
    query = select(FOLLOWER.c.case_id).where(FOLLOWER.c.case_id == case_id, FOLLOWER.c.person_id == viewer.person_id)
    return db.session.scalar(query) is not None


def followed_cases(viewer: Viewer) -> Select[Any]:
    """Return the statement of the ids of cases that the viewer follows and sees."""
    query = select(CASE.c.id).join(FOLLOWER, FOLLOWER.c.case_id == CASE.c.id)
    return query.where(FOLLOWER.c.person_id == viewer.person_id, sees_case(viewer))


def list_followers(case_id: int) -> list[int]:
    """Return the people who follow a case and may see it today; the others are passed over."""
    query = select(FOLLOWER.c.person_id).join(Person, Person.id == FOLLOWER.c.person_id)
    people = db.session.scalars(query.where(FOLLOWER.c.case_id == case_id, Person.is_active)).all()
    return [person for person in sorted(people) if _sees(person, case_id)]


def _sees(person_id: int, case_id: int) -> bool:
    day = now().date()
    posts, lent = posts_of(person_id, day), stand_ins_of(person_id, day)
    viewer = Viewer(person_id=person_id, name="", memberships=posts, stands_in=lent)
    return db.session.scalar(select(CASE.c.id).where(CASE.c.id == case_id, sees_case(viewer))) is not None
