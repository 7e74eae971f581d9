"""Make the rows agree with the state again, and give tasks that nobody could do to those who now can."""

from __future__ import annotations

from app.audit.models import Actor
from app.foundation.transaction import command


@command
def rebuild_case(case_id: int, *, repaired_by: Actor) -> tuple[str, ...]:
    """Rebuild tasks, timers, subscriptions and readable values from the state; return what was changed, in words.

    Raises NotFound, NotAllowed.
    """
    raise NotImplementedError


@command
def heal_tasks(organisation_id: int | None = None) -> int:
    """Close the incidents «Некому делать» whose role is held now (of one organisation, or all); return how many."""
    raise NotImplementedError
