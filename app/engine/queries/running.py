"""How many cases run, for the catalogue of processes."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select

from app.engine.models import Case, CaseStatus
from app.foundation.database import db


def count_running_by_process() -> Mapping[int, int]:
    """Return how many cases run, by the id of their process; a process without one is left out."""
    rows = db.session.execute(
        select(Case.process_id, func.count().label("number"))
        .where(Case.status == CaseStatus.RUNNING)
        .group_by(Case.process_id)
    )
    return {row.process_id: row.number for row in rows}


def count_running_by_version(process_id: int) -> Mapping[int, int]:
    """Return how many cases of a process run on each of its versions, by the id of the version."""
    rows = db.session.execute(
        select(Case.version_id, func.count().label("number"))
        .where(Case.process_id == process_id, Case.status == CaseStatus.RUNNING)
        .group_by(Case.version_id)
    )
    return {row.version_id: row.number for row in rows}
