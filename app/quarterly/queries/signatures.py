"""Signatures of reports, and the task that waits for one."""

from __future__ import annotations

from sqlalchemy import select

from app.engine.models import TaskState, UserTask
from app.foundation.database import db
from app.quarterly.models import QuarterlySignature

SIGNING = ("sign_report", "sign_summary")


def open_signing_task(case_id: int) -> UserTask | None:
    """Return the open task in which the report or the summary is signed, or None."""
    return db.session.scalar(
        select(UserTask).where(
            UserTask.case_id == case_id, UserTask.state == TaskState.OPEN, UserTask.element_id.in_(SIGNING)
        )
    )


def find_signature(case_id: int, *, sha256: str = "", person_id: int | None = None) -> QuarterlySignature | None:
    """Return the last signature in a case, of this content and person where they are named."""
    query = select(QuarterlySignature).where(QuarterlySignature.case_id == case_id)
    if sha256:
        query = query.where(QuarterlySignature.sha256 == sha256)
    if person_id is not None:
        query = query.where(QuarterlySignature.person_id == person_id)
    return db.session.scalar(query.order_by(QuarterlySignature.id.desc()).limit(1))
