"""What an order for many tasks is about, and how far it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.access.policy import Viewer
from app.engine.queries import InboxFilter, list_open_tasks
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.tasks.models import BulkOrder

MOST_ORDERED: Final = 500
_PAGE: Final = 100


@dataclass(frozen=True, kw_only=True)
class Line:
    """A task of an order: `problem` says why it was not done, empty when it was; None while it waits."""

    task_id: int
    name: str
    organisation: str
    number: str
    problem: str | None


@dataclass(frozen=True, kw_only=True)
class Order:
    """An order as its page shows it."""

    id: int
    action: str
    ordered_at: datetime
    finished_at: datetime | None
    total: int
    done: tuple[Line, ...]
    failed: tuple[Line, ...]

    @property
    def handled(self) -> int:
        """Return how many tasks have had their turn."""
        return len(self.done) + len(self.failed)


def get_order(viewer: Viewer, order_id: int) -> Order:
    """Return an order of this person; raises NotFound for everybody else's."""
    row = db.session.get(BulkOrder, order_id)
    if row is None or row.person_id != viewer.person_id:
        raise NotFound(order_id=order_id)
    lines = [
        Line(
            task_id=one["id"],
            name=one["name"],
            organisation=one["organisation"],
            number=one["number"],
            problem=row.results.get(str(one["id"])),
        )
        for one in row.items
    ]
    return Order(
        id=row.id,
        action=row.action,
        ordered_at=row.ordered_at,
        finished_at=row.finished_at,
        total=len(lines),
        done=tuple(one for one in lines if one.problem == ""),
        failed=tuple(one for one in lines if one.problem),
    )


def list_everything(viewer: Viewer, filters: InboxFilter) -> list[dict[str, Any]]:
    """Return every task of a list, over all its pages, as an order keeps it; at most MOST_ORDERED."""
    return [one for one, _number in zip(_all(viewer, filters), range(MOST_ORDERED), strict=False)]


def _all(viewer: Viewer, filters: InboxFilter) -> Iterator[dict[str, Any]]:
    after: str | None = None
    while True:
        page = list_open_tasks(viewer, filters, after=after, limit=_PAGE)
        for row in page.rows:
            named = {"name": row.name, "organisation": row.organisation_name, "number": row.case_number}
            yield {"id": row.task_id, **named}
        if page.next is None:
            return
        after = page.next
