"""The unit of work: one command is one transaction, with its events inside and nothing left behind on an error."""

from __future__ import annotations

import functools
import logging
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import OperationalError

from app.foundation.database import WRITE, db
from app.foundation.events import publish

P = ParamSpec("P")
R = TypeVar("R")
log = logging.getLogger("soglas.command")
_DEPTH = "soglas_command"
_EVENTS = "soglas_events"


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
        if session.info.get(_DEPTH):
            raise NestedCommand(function.__name__)
        started = time.perf_counter()
        session.commit()  # ends a reading transaction: a writing one must see what is committed now
        session.info[_DEPTH] = True
        session.info[_EVENTS] = []
        try:
            session.connection(execution_options={WRITE: True})
            result = function(*args, **kwargs)
            _publish_announced(session.info[_EVENTS])
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info[_DEPTH] = False
            session.info[_EVENTS] = []
        log.info("%s in %.1f ms", function.__name__, (time.perf_counter() - started) * 1000)
        return result

    return run


def announce(happened: object) -> None:
    """Announce an event of the command under way; its handlers run before the commit."""
    session = db.session()
    if not session.info.get(_DEPTH):
        raise RuntimeError("events are announced inside a command")
    session.info[_EVENTS].append(happened)


def _publish_announced(events: list[object]) -> None:
    while events:
        publish(events.pop(0))


def is_busy(error: OperationalError) -> bool:
    """Tell whether the database refused only because another transaction holds its lock."""
    text = str(error.orig).lower()
    return "locked" in text or "deadlock" in text or "could not serialize" in text
