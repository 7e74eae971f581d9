"""Due dates of the year that no plan names: open tasks of other processes, with the last days set by campaigns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, false, or_, select

from app.access.policy import Viewer
from app.engine.models import Case, TaskState, UserTask
from app.engine.queries.visibility import sees_case
from app.foundation.database import db
from app.processes.models import Process
from app.roadmaps.models import MeasureOccurrence

_MOST = 500


@dataclass(frozen=True, kw_only=True)
class TaskDue:
    """An open task of a case with its legal day and the working day before it."""

    case_id: int
    number: str
    process: str
    name: str
    title: str
    role: str
    organisation_id: int
    due: date
    safe: date


def other_dues(viewer: Viewer, organisation_ids: Sequence[int], year: int, *, mine: bool) -> list[TaskDue]:
    """Return the open tasks of a year at these organisations (or of one's own posts) that the person sees.

    Cases that carry a measure out are left out: their rows stand among those of the plans.
    """
    of_plans = select(MeasureOccurrence.case_id).where(MeasureOccurrence.case_id.is_not(None))
    query = (
        select(
            UserTask.case_id, Case.number, Process.name.label("process"), UserTask.name, Case.title, UserTask.role,
            UserTask.organisation_id, UserTask.legal_date, UserTask.safe_date,
        )
        .join(Case, Case.id == UserTask.case_id)
        .join(Process, Process.id == Case.process_id)
        .where(
            UserTask.state == TaskState.OPEN,
            UserTask.legal_date >= date(year, 1, 1),
            UserTask.legal_date <= date(year, 12, 31),
            _of_posts(viewer) if mine else UserTask.organisation_id.in_(organisation_ids),
            sees_case(viewer),
            Case.id.not_in(of_plans),
        )
        .order_by(Process.name, UserTask.legal_date, UserTask.id)
        .limit(_MOST)
    )  # fmt: skip
    return [
        TaskDue(
            case_id=row.case_id, number=row.number, process=row.process, name=row.name, title=row.title, role=row.role,
            organisation_id=row.organisation_id, due=row.legal_date, safe=row.safe_date or row.legal_date,
        )
        for row in db.session.execute(query)
    ]  # fmt: skip


def _of_posts(viewer: Viewer) -> ColumnElement[bool]:
    pairs = [
        and_(UserTask.organisation_id == post.organisation_id, UserTask.role == post.role.value)
        for post in viewer.memberships
    ]
    return or_(UserTask.assignee_id == viewer.person_id, *pairs) if pairs else false()
