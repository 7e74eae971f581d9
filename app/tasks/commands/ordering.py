"""Order the same for many tasks, which the worker then does one by one; note how each ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.audit.commands import record
from app.audit.models import Actor
from app.engine.commands.steps.jobs import add_job
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import NotAllowed
from app.foundation.transaction import command
from app.tasks.models import BulkOrder

BULK: Final = "tasks.bulk"


@command
def order_bulk(action: str, items: Sequence[Mapping[str, Any]], *, target_id: int | None, ordered_by: Actor) -> int:
    """Write down what a person wants done with many tasks and let the worker begin; return the id of the order.

    Nothing is decided here: each task is asked again for its right when its turn comes.
    """
    if ordered_by.person_id is None:
        raise NotAllowed
    order = BulkOrder(
        person_id=ordered_by.person_id,
        action=action,
        target_id=target_id,
        items=[dict(one) for one in items],
        results={},
        ordered_at=now(),
        finished_at=None,
    )
    db.session.add(order)
    db.session.flush()
    payload = {"name": "Несколько задач", "order": order.id, "actor": _facts(ordered_by)}
    add_job(BULK, payload, key=f"bulk:{order.id}")
    record(
        "bulk", "order_bulk", ordered_by, {"order": order.id, "action": action, "tasks": [one["id"] for one in items]}
    )
    return order.id


@command
def note_results(order_id: int, results: Mapping[str, str]) -> bool:
    """Note how some tasks ended and say whether all are done."""
    order = db.session.get_one(BulkOrder, order_id, with_for_update=True)
    order.results = {**order.results, **results}
    done = len(order.results) >= len(order.items)
    if done and order.finished_at is None:
        order.finished_at = now()
    return done


def _facts(actor: Actor) -> dict[str, Any]:
    return {"person_id": actor.person_id, "organisation_id": actor.organisation_id, "role": actor.role}
