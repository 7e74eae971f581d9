"""The numbers of the inbox. Every page shows them: their statements are made once for a person, not each time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Date, Select, and_, bindparam, case, func, select

from app.access.policy import Viewer
from app.engine.queries.inbox import COUNT_AT_MOST, Tab, branches_of, ids_of
from app.engine.queries.snoozed import day_of
from app.engine.queries.sole_posts import Pairs, sole_pairs
from app.engine.queries.visibility import TASK
from app.foundation.clock import now
from app.foundation.database import UtcTime
from app.foundation.prepared import Prepared

_AT: Final[Any] = bindparam("at", type_=UtcTime())
_DAY: Final[Any] = bindparam("day", type_=Date())
_MOST_PEOPLE: Final = 500


@dataclass(frozen=True, kw_only=True)
class InboxCounts:
    """How many tasks there are; each number stops at COUNT_AT_MOST. `overdue`, `today` and `lent` are of `mine`."""

    mine: int
    queue: int
    lent: int
    overdue: int
    today: int


def count_open_tasks(viewer: Viewer) -> InboxCounts:
    """Return the numbers of the tabs and the badge, none above COUNT_AT_MOST."""
    moment: dict[str, Any] = {"at": now(), "day": day_of(viewer)}
    mine, queue, lent = _statements(viewer, sole_pairs(viewer))
    total, overdue, today = tuple(mine.run(moment).one())
    return InboxCounts(
        mine=total,
        queue=queue.run(moment).scalar_one() if queue is not None else 0,
        lent=lent.run(moment).scalar_one() if lent is not None else 0,
        overdue=overdue or 0,
        today=today or 0,
    )


@lru_cache(maxsize=_MOST_PEOPLE)
def _statements(viewer: Viewer, sole: Pairs) -> tuple[Prepared, Prepared | None, Prepared | None]:
    """Return the statements of the person's own tasks, of the queue and of what is lent to them."""
    mine = _some(branches_of(viewer, Tab.MINE, sole, at=_AT, day=_DAY))
    is_late, is_ahead = mine.c.due_at < _AT, mine.c.due_at >= _AT
    numbers: Any = select(
        func.count(),
        func.sum(case((is_late, 1), else_=0)),
        func.sum(case((and_(is_ahead, mine.c.safe_date <= _DAY), 1), else_=0)),
    ).select_from(mine)
    return Prepared(numbers), _count(viewer, Tab.QUEUE, sole), _count(viewer, Tab.LENT, sole)


def _count(viewer: Viewer, tab: Tab, sole: Pairs) -> Prepared | None:
    branches = branches_of(viewer, tab, sole, at=_AT, day=_DAY)
    return Prepared(select(func.count()).select_from(_some(branches))) if branches else None


def _some(branches: Any) -> Any:
    """Return the tasks of these branches, each once, no more of them than are counted."""
    columns: Select[Any] = select(TASK.c.due_at, TASK.c.safe_date).where(TASK.c.id.in_(ids_of(branches)))
    return columns.limit(COUNT_AT_MOST).subquery()
