"""Many waiting cases at once: rows written in bulk after the pattern of one real case, plainly not by commands.

A hundred thousand cases cannot be opened by commands in the time of a bench. Each row made here is a copy of a real
row with its own id, number and times, so that tables, indexes and pages are as large as they would be.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import Table, func, insert, select, text

from app.engine.models import Case, Timer, UserTask
from app.foundation.clock import now
from app.foundation.database import db
from bench.stage import Installation

CHUNK = 2_000
SPREAD = timedelta(minutes=7)


def grow(installation: Installation, to: int, *, pattern: int) -> None:
    """Copy the case `pattern` with its open task and timer until there are `to` open tasks; all wait for later."""
    have = _open_tasks()
    tables: tuple[Any, ...] = (Case.__table__, UserTask.__table__, Timer.__table__)
    case = dict(db.session.execute(select(tables[0]).where(tables[0].c.id == pattern)).one()._mapping)
    task = dict(db.session.execute(select(tables[1]).where(_is_open(tables[1], pattern))).one()._mapping)
    timer = dict(db.session.execute(select(tables[2]).where(tables[2].c.case_id == pattern)).one()._mapping)
    first = [db.session.scalar(select(func.max(table.c.id))) or 0 for table in tables]
    db.session.rollback()
    for chunk in _chunks(range(1, to - have + 1)):
        with db.engine.begin() as connection:
            connection.execute(insert(tables[0]), [_case(case, first[0], number) for number in chunk])
            connection.execute(insert(tables[1]), [_task(task, first[0], first[1], number) for number in chunk])
            connection.execute(insert(tables[2]), [_timer(timer, first[0], first[2], number) for number in chunk])
    _tell_the_database(installation, tables)


def _case(pattern: dict[str, Any], first: int, number: int) -> dict[str, Any]:
    at = now() - SPREAD * (number % 5000)
    return {**pattern, "id": first + number, "number": f"МНОГО-{first + number:06d}", "opened_at": at, "changed_at": at}


def _task(pattern: dict[str, Any], first_case: int, first: int, number: int) -> dict[str, Any]:
    later = now() + timedelta(days=1) + SPREAD * ((number * 7919) % 20_000)
    dates = {"burn_at": later, "due_at": later, "attend_at": later}
    days = {name: later.date() for name in ("legal_date", "safe_date")}
    own = {"id": first + number, "case_id": first_case + number, "engine_task_id": f"many-{first + number}"}
    own["role"] = ("mouo_officer", "mouo_head")[number % 2]
    return {**pattern, **own, **dates, **days}


def _timer(pattern: dict[str, Any], first_case: int, first: int, number: int) -> dict[str, Any]:
    later = now() + timedelta(days=1) + SPREAD * ((number * 104_729) % 20_000)
    own = {"id": first + number, "case_id": first_case + number, "engine_id": f"many-{first + number}"}
    return {**pattern, **own, "due_at": later}


def _chunks(numbers: range) -> Iterator[range]:
    for start in range(0, len(numbers), CHUNK):
        yield numbers[start : start + CHUNK]


def _open_tasks() -> int:
    count = db.session.scalar(select(func.count()).select_from(UserTask).where(UserTask.state == "open")) or 0
    db.session.rollback()
    return count


def _is_open(table: Table, case_id: int) -> Any:
    return (table.c.case_id == case_id) & (table.c.state == "open")


def _tell_the_database(installation: Installation, tables: tuple[Any, ...]) -> None:
    """Let ids go on behind the copies, and let the planner know how many rows there are (as autovacuum would)."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if installation.backend == "postgresql":
            for table in tables:
                sequence = f"pg_get_serial_sequence('{table.name}', 'id')"
                connection.execute(text(f"SELECT setval({sequence}, (SELECT max(id) FROM {table.name}))"))
                connection.execute(text(f"VACUUM ANALYZE {table.name}"))
    if installation.backend == "sqlite":
        plain = installation.connect()
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        plain.close()
