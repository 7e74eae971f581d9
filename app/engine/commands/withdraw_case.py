"""Take a case back."""

from __future__ import annotations

from app.audit.models import Actor
from app.foundation.transaction import command

WITHDRAW = "withdraw"


@command
def withdraw_case(case_id: int, *, withdrawn_by: Actor, reason: str) -> None:
    """Withdraw a case for its initiator, where the diagram waits for the message `withdraw`.

    Raises NotFound, NotAllowed (another person), Conflict when it is too late (signed, or closed), InvalidInput
    without a reason.
    """
    raise NotImplementedError
