"""Write jobs in the transaction that wants them; one INSERT for all of them, at the end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.engine.models import Job, JobState
from app.foundation.clock import now
from app.foundation.prepared import insert_into
from app.foundation.transaction import collect, collected

INSERT_JOBS = insert_into(Job.__table__)  # type: ignore[arg-type]  # the mapper made it a Table


def add_job(
    kind: str,
    payload: Mapping[str, Any],
    *,
    case_id: int | None = None,
    run_at: datetime | None = None,
    key: str | None = None,
    engine_task_id: str = "",
) -> None:
    """Let a job be done after this transaction is committed and return it; all jobs of a transaction go in together.

    `engine_task_id` is the task of the workflow of the case that the result of the job is for.
    """
    row = job_row(kind, payload, case_id=case_id, engine_task_id=engine_task_id, run_at=run_at, key=key)
    collect(row, INSERT_JOBS.insert)


def jobs_of_transaction() -> list[dict[str, Any]]:
    """Return the jobs that this transaction has added, which are not in the database yet, to be changed or removed."""
    return collected(INSERT_JOBS.insert)


def job_row(
    kind: str,
    payload: Mapping[str, Any],
    *,
    case_id: int | None = None,
    engine_task_id: str = "",
    run_at: datetime | None = None,
    key: str | None = None,
) -> dict[str, Any]:
    """Return the row of a new job."""
    at = now()
    return {
        "kind": kind,
        "key": key,
        "case_id": case_id,
        "engine_task_id": engine_task_id,
        "payload": dict(payload),
        "state": JobState.WAITING,
        "created_at": at,
        "run_at": run_at or at,
    }
