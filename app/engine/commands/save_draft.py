"""Keep what a person has typed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.audit.models import Actor
from app.foundation.transaction import command


@command
def save_draft(task_id: int, raw: Mapping[str, Any], *, saved_by: Actor) -> datetime:
    """Keep `raw` (plain JSON: what the form posted) for this person and task and return when it was kept.

    A draft of a task that is not open any more is still kept: a colleague was faster, the text stays.
    Raises NotFound, InvalidInput when it is larger than 1 MiB.
    """
    raise NotImplementedError


@command
def discard_draft(task_id: int, *, discarded_by: Actor) -> None:
    """Forget the draft of this person."""
    raise NotImplementedError
