"""The one clock: tests, try-outs and the demonstration travel by it, nobody else asks the system for the time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_frozen: ContextVar[datetime | None] = ContextVar("soglas_clock", default=None)
_everywhere: list[datetime] = []


def now() -> datetime:
    """Return the present moment, aware and in UTC."""
    frozen = _frozen.get()
    if frozen is not None:
        return frozen
    if _everywhere:
        return _everywhere[-1]
    return datetime.now(UTC)


def is_travelling() -> bool:
    """Say whether the clock stands where somebody has put it."""
    return _frozen.get() is not None or bool(_everywhere)


def today(zone: str) -> date:
    """Return the present date in the time zone `zone` (an IANA name)."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def travel(moment: datetime, *, all_threads: bool = False) -> Iterator[None]:
    """Stand at `moment` inside the block; `all_threads` also moves servers running in other threads of a test."""
    if moment.tzinfo is None:
        raise ValueError("the clock needs an aware time")
    moment = moment.astimezone(UTC)
    token = _frozen.set(moment)
    if all_threads:
        _everywhere.append(moment)
    try:
        yield
    finally:
        _frozen.reset(token)
        if all_threads:
            _everywhere.pop()


def advance(by: timedelta) -> None:
    """Move a clock that already travels forward by `by`; a clock that runs by itself cannot be moved."""
    frozen = _frozen.get()
    if frozen is None:
        raise RuntimeError("the clock is not travelling")
    _frozen.set(frozen + by)
    if _everywhere:
        _everywhere[-1] = frozen + by
