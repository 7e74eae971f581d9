"""Who may read a case although they have no part in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.access.models import Person
from app.access.policy import Viewer
from app.engine.models import CaseReader
from app.engine.queries.visibility import CASE, keeps_case, takes_part_in_case
from app.foundation.database import db


@dataclass(frozen=True, kw_only=True)
class ReaderRow:
    """One person who may read the case, and who let them."""

    person_id: int
    name: str
    given_by: int | None
    given_by_name: str
    given_at: datetime


def list_readers(case_id: int) -> tuple[ReaderRow, ...]:
    """Return who may read a case that the caller may see, first one first."""
    columns = (CaseReader.person_id, CaseReader.given_by, CaseReader.given_by_name, CaseReader.given_at)
    query = (
        select(*columns, Person.name)
        .join(Person, Person.id == CaseReader.person_id)
        .where(CaseReader.case_id == case_id, CaseReader.revoked_at.is_(None))
        .order_by(CaseReader.id)
    )
    return tuple(ReaderRow(**row._mapping) for row in db.session.execute(query))


def takes_part(viewer: Viewer, case_id: int) -> bool:
    """Say whether the viewer sees the case by their own part in it, not only because somebody named them."""
    return db.session.scalar(select(CASE.c.id).where(CASE.c.id == case_id, takes_part_in_case(viewer))) is not None


def keeps_sight(viewer: Viewer, case_id: int) -> bool:
    """Say whether the viewer will go on seeing the case, whatever substitution ends and whichever task is given on."""
    return db.session.scalar(select(CASE.c.id).where(CASE.c.id == case_id, keeps_case(viewer))) is not None
