"""Child cases in the demonstration: they are played with their parent, and what they end with is brought back."""

from __future__ import annotations

from sqlalchemy import select

from app.engine.commands.steps.calls import ESCALATION, RETURN
from app.engine.handlers.sweep import Due, run_safely
from app.engine.models import Case, CaseCall, CaseStatus, Job, JobState
from app.foundation.database import db


def family_of(case_id: int) -> list[int]:
    """Return a case and the running cases below it, parents first."""
    found = [case_id]
    for parent in found:
        below = (
            select(CaseCall.child_id)
            .join(Case, Case.id == CaseCall.child_id)
            .where(CaseCall.parent_id == parent, Case.status == CaseStatus.RUNNING)
            .order_by(CaseCall.child_id)
        )
        found += db.session.scalars(below).all()
    return found


def bring_results_back() -> None:
    """Let parents take what their children ended with; mail and all other jobs stay where they are."""
    waiting = select(Job.id).where(Job.kind.in_((RETURN, ESCALATION)), Job.state == JobState.WAITING)
    while jobs := db.session.scalars(waiting.order_by(Job.id)).all():
        for job_id in jobs:
            run_safely(Due(kind="job", id=job_id), "demonstration")
