"""Take the result of a service task back into its case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.foundation.transaction import command


@command
def complete_job(job_id: int, variables: Mapping[str, Any] | None = None, *, error_code: str = "") -> bool:
    """Mark a job done; a service task goes on with `variables`, or with the BPMN error `error_code`.

    False when the job was done or cancelled meanwhile. Raises Stopped when the case fails on it.
    """
    raise NotImplementedError
