"""What the cases of the rows of a measure tell on its page: number, evidence, and why one was returned."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.access.policy import Viewer
from app.engine.models import Case, TaskState, UserTask
from app.engine.queries.visibility import sees_case
from app.foundation.database import db


@dataclass(frozen=True, kw_only=True)
class RowCase:
    """The case of a row, as its page tells of it."""

    number: str
    title: str
    evidence: tuple[str, ...]
    result: str


@dataclass(frozen=True, kw_only=True)
class Return:
    """The last return of a case: the remark, who made it, and when."""

    remark: str
    who: str
    at: datetime


def visible_cases(viewer: Viewer, ids: Collection[int]) -> dict[int, RowCase]:
    """Return those of the cases that the person sees."""
    if not ids:
        return {}
    query = select(Case.id, Case.number, Case.title, Case.readable).where(Case.id.in_(ids), sees_case(viewer))
    return {
        row.id: RowCase(
            number=row.number,
            title=row.title,
            evidence=_evidence(row.readable or {}),
            result=str((row.readable or {}).get("result_text") or ""),
        )
        for row in db.session.execute(query)
    }


def _evidence(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what was handed in, as kind and note; only once it was (the empty lines of the plan are no evidence)."""
    found = []
    for one in values.get("evidence") or ():
        note = one.get("note") if isinstance(one, Mapping) else None
        if note:
            found.append(f"{one.get('kind', '')}: {note}")
    return tuple(found)


def last_returns(case_ids: Collection[int]) -> dict[int, Return]:
    """Return the last return of each of these cases, which the person is known to see."""
    if not case_ids:
        return {}
    query = (
        select(UserTask.case_id, UserTask.comment, UserTask.completed_by_name, UserTask.completed_at)
        .where(
            UserTask.case_id.in_(case_ids),
            UserTask.state == TaskState.COMPLETED,
            UserTask.outcome == "return",
            UserTask.comment != "",
        )
        .order_by(UserTask.completed_at, UserTask.id)
    )
    return {
        row.case_id: Return(remark=row.comment, who=row.completed_by_name, at=row.completed_at)
        for row in db.session.execute(query)
    }
