"""How the occurrences of measures stand, counted by the database: one row a measure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from app.foundation.database import db
from app.roadmaps.models import MeasureOccurrence as Row
from app.roadmaps.models import OccurrenceState


@dataclass(frozen=True, kw_only=True)
class Counts:
    """The occurrences of one measure (or of all): how many, and how they stand today."""

    total: int = 0
    done: int = 0
    open: int = 0
    returned: int = 0
    overdue: int = 0
    not_done: int = 0
    ahead: int = 0
    unopened: int = 0
    passed: int = 0
    stuck: int = 0
    next_due: date | None = None
    next_safe: date | None = None
    last_due: date | None = None
    last_safe: date | None = None
    last_done: date | None = None

    @property
    def counted(self) -> int:
        """Return how many are counted towards progress: those before the plan began here are not."""
        return self.total - self.passed

    @property
    def is_finished(self) -> bool:
        """Say whether everything is carried out."""
        return self.counted > 0 and self.done == self.counted

    @property
    def key(self) -> str:
        """Return the one state that a filter files the measure under."""
        if not self.total:
            return "undated"
        if not self.counted:
            return "passed"
        if self.overdue:
            return "overdue"
        if self.returned:
            return "returned"
        if self.is_finished:
            return "done"
        if self.open:
            return "open"
        return "ahead" if self.ahead else "not done"


def _sum(condition: ColumnElement[bool]) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _columns(today: date) -> list[Any]:
    waiting = Row.state.in_((OccurrenceState.AHEAD, OccurrenceState.OPEN, OccurrenceState.RETURNED))
    late = waiting & (Row.due < today)
    ahead = (Row.state == OccurrenceState.AHEAD) & (Row.due >= today)
    return [
        func.count().label("total"),
        _sum(Row.state == OccurrenceState.DONE).label("done"),
        _sum((Row.state == OccurrenceState.OPEN) & (Row.due >= today)).label("open"),
        _sum((Row.state == OccurrenceState.RETURNED) & (Row.due >= today)).label("returned"),
        _sum(late).label("overdue"),
        _sum(Row.state == OccurrenceState.NOT_DONE).label("not_done"),
        _sum(ahead).label("ahead"),
        _sum(Row.state == OccurrenceState.AHEAD).label("unopened"),
        _sum(Row.state == OccurrenceState.PASSED).label("passed"),
        _sum(waiting & (Row.problem != "")).label("stuck"),
        func.min(case((waiting, Row.due))).label("next_due"),
        func.min(case((waiting, Row.safe_due))).label("next_safe"),
        func.max(Row.due).label("last_due"),
        func.max(Row.safe_due).label("last_safe"),
        func.max(Row.done_on).label("last_done"),
    ]


def counts_by_measure(conditions: Iterable[ColumnElement[bool]], today: date) -> dict[str, Counts]:
    """Return the counts of each measure among the occurrences that fit."""
    query = select(Row.measure, *_columns(today)).where(*conditions).group_by(Row.measure)
    return {row.measure: _counts(row) for row in db.session.execute(query)}


def counts_of(conditions: Iterable[ColumnElement[bool]], today: date) -> Counts:
    """Return the counts of all occurrences that fit."""
    return _counts(db.session.execute(select(*_columns(today)).where(*conditions)).one())


def _counts(row: Any) -> Counts:
    values = dict(row._mapping)
    values.pop("measure", None)
    return Counts(**values)
