"""Hand a message to the case that waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.audit.models import Actor
from app.foundation.transaction import command


@command
def deliver_message(
    name: str,
    correlation_key: str = "",
    variables: Mapping[str, Any] | None = None,
    *,
    delivered_by: Actor,
    case_id: int | None = None,
) -> int:
    """Deliver a message to the one case that waits for it (or to `case_id`) and return the id of the case.

    Raises NotFound when no case waits for it, Conflict when several do, Stopped when the case fails on it.
    """
    raise NotImplementedError
