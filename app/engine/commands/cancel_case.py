"""Stop a case for good."""

from __future__ import annotations

from app.audit.models import Actor
from app.foundation.transaction import command


@command
def cancel_case(case_id: int, *, cancelled_by: Actor, reason: str) -> None:
    """Cancel a running case: sysadmin or the head of the approving body may, and must say why.

    Raises NotFound, NotAllowed, Conflict when it is closed, InvalidInput without a reason.
    """
    raise NotImplementedError
