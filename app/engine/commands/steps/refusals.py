"""Refusals that only the engine knows."""

from __future__ import annotations

from datetime import datetime

from app.foundation.errors import Conflict


class TaskNotOpen(Conflict):
    """The task was done, taken or cancelled meanwhile."""

    def __init__(
        self,
        *,
        task_id: int,
        by: str = "",
        on_behalf_of: str = "",
        at: datetime | None = None,
        outcome: str = "",
        how: str = "",
    ) -> None:
        super().__init__(task_id=task_id, by=by, on_behalf_of=on_behalf_of, at=at, outcome=outcome, how=how)
        self.task_id = task_id
        self.by = by
        self.on_behalf_of = on_behalf_of
        self.at = at
        self.outcome = outcome
        self.how = how
        """`completed`, `cancelled`, `taken` or `changed`."""
