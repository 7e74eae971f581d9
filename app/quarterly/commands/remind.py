"""Remind the debtors: everybody who can do what is late gets one letter, a centre at most once a day."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import select, update

from app.access.policy import Viewer
from app.audit.commands import record
from app.engine.events import AttentionDue
from app.engine.models import TaskState, UserTask
from app.engine.queries.executors import list_executors
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.transaction import announce, command
from app.quarterly.commands.streams import quarterly_stream
from app.quarterly.models import QuarterlyReport
from app.quarterly.policy.quarters import Quarter
from app.quarterly.policy.rights import may_remind
from app.quarterly.queries.level import level_of

_AT_MOST_EVERY: Final = timedelta(days=1)


@command
def remind_debtors(organisation_id: int, quarter: Quarter, *, reminded_by: Viewer) -> int:
    """Let the debtors below an organisation be told; return how many were. Raises NotFound."""
    if not may_remind(reminded_by, organisation_id):
        raise NotFound(organisation=organisation_id)
    level = level_of(organisation_id, quarter)
    fresh = now() - _AT_MOST_EVERY
    late = [one for one in level.debtors if one.case_id and (one.reminded_at is None or one.reminded_at < fresh)]
    query = select(UserTask.id, UserTask.case_id).where(
        UserTask.case_id.in_([one.case_id for one in late]), UserTask.state == TaskState.OPEN
    )
    tasks = db.session.execute(query.order_by(UserTask.id)).all()
    executors = list_executors([task.id for task in tasks])
    for task in tasks:
        if executors.get(task.id):
            announce(AttentionDue(case_id=task.case_id, task_id=task.id, moment="overdue", to=executors[task.id]))
    ids = [one.report_id for one in late]
    db.session.execute(update(QuarterlyReport).where(QuarterlyReport.id.in_(ids)).values(reminded_at=now()))
    facts = {"period": quarter.period, "organisations": [one.node.code for one in late]}
    record(quarterly_stream(organisation_id), "remind_debtors", reminded_by.actor(), facts)
    return len(late)
