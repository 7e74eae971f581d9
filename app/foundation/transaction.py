"""The unit of work: one command is one transaction, with its events inside and nothing left behind on an error."""

from __future__ import annotations

import functools
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from app.foundation.database import WRITE, db
from app.foundation.events import publish

P = ParamSpec("P")
R = TypeVar("R")
log = logging.getLogger("soglas.command")
_UNIT = "soglas_command"


@dataclass(kw_only=True)
class _Unit:
    """The command under way: its connection, what it announced, and what is left to do before and after the commit."""

    connection: Connection
    events: list[object] = field(default_factory=list)
    rows: dict[Callable[[list[Any]], None], list[Any]] = field(default_factory=dict)
    committed: list[Callable[[], None]] = field(default_factory=list)


class NestedCommand(RuntimeError):
    """A command was called in the middle of another command's change; compose smaller functions instead."""


def command(function: Callable[P, R]) -> Callable[P, R]:
    """Make `function` a command: it runs in one writing transaction that is committed when it returns.

    Announced events are published before the commit; any exception rolls everything back and goes on to the caller.
    Raises NestedCommand when another command is under way in this session.
    """

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        session = db.session()
        if session.info.get(_UNIT):
            raise NestedCommand(function.__name__)
        started = time.perf_counter()
        if session.in_transaction():
            session.commit()  # ends a reading transaction: a writing one must see what is committed now
        try:
            unit = session.info[_UNIT] = _Unit(connection=session.connection(execution_options={WRITE: True}))
            result = function(*args, **kwargs)
            _finish(unit)
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info[_UNIT] = None
        for work in unit.committed:
            work()
        log.info("%s in %.1f ms", function.__name__, (time.perf_counter() - started) * 1000)
        return result

    return run


def announce(happened: object) -> None:
    """Announce an event of the command under way; its handlers run before the commit."""
    _unit().events.append(happened)


def collect(row: Any, write: Callable[[list[Any]], None]) -> None:
    """Keep `row` until the events of the command under way are handled; then `write` gets all of its rows at once."""
    _unit().rows.setdefault(write, []).append(row)


def collected(write: Callable[[list[Any]], None]) -> list[Any]:
    """Return the rows that `write` is going to get, to be changed or taken back until then."""
    return _unit().rows.setdefault(write, [])


def after_commit(work: Callable[[], None]) -> None:
    """Let `work` run once the command under way is committed, and never when it is not: for what memory keeps."""
    _unit().committed.append(work)


def connection() -> Connection:
    """Return the connection of the command under way, else that of the session."""
    unit: _Unit | None = db.session().info.get(_UNIT)
    return unit.connection if unit is not None else db.session.connection()


def _unit() -> _Unit:
    unit: _Unit | None = db.session().info.get(_UNIT)
    if unit is None:
        raise RuntimeError("this is done inside a command")
    return unit


def _finish(unit: _Unit) -> None:
    """Publish what was announced, then write the rows that were collected."""
    while unit.events:
        publish(unit.events.pop(0))
    for write, rows in unit.rows.items():
        if rows:
            write(rows)


def is_busy(error: OperationalError) -> bool:
    """Tell whether the database refused only because another transaction holds its lock."""
    text = str(error.orig).lower()
    return "locked" in text or "deadlock" in text or "could not serialize" in text
