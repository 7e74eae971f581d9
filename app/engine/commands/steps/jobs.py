"""Write jobs in the transaction that wants them; one INSERT for all of them, at the end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.engine.models import Job, JobState
from app.foundation.clock import now
from app.foundation.database import db


def add_job(
    kind: str,
    payload: Mapping[str, Any],
    *,
    case_id: int | None = None,
    run_at: datetime | None = None,
    key: str | None = None,
    engine_task_id: str = "",
) -> Job:
    """Let a job be done after this transaction is committed and return it; all jobs of a transaction go in together.

    `engine_task_id` is the task of the workflow of the case that the result of the job is for.
    """
    at = now()
    job = Job(
        kind=kind,
        key=key,
        case_id=case_id,
        engine_task_id=engine_task_id,
        payload=dict(payload),
        state=JobState.WAITING,
        created_at=at,
        run_at=run_at or at,
    )
    db.session.add(job)
    return job
