"""What the pages of tasks write beside the engine: attempts to send fields that no form has."""

from __future__ import annotations

from collections.abc import Sequence

from app.audit.commands import record
from app.audit.models import Actor
from app.foundation.transaction import command


@command
def record_refused_fields(task_id: int, names: Sequence[str], *, sent_by: Actor) -> None:
    """Write down that a post for a task held made-up field names; nothing else was done with it."""
    record("refusals", "refused_fields", sent_by, {"task_id": task_id, "fields": list(names)})
