"""Which function does the jobs of each kind; a room registers its own when the application is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from app.engine.commands.run_jobs import TakenJob

JobHandler = Callable[[TakenJob], Mapping[str, Any] | None]
"""Does a job outside of any transaction, at least once; what it returns becomes variables of a service task."""

_handlers: dict[str, JobHandler] = {}
_upkeep: dict[str, Callable[[], object]] = {}


class JobRefused(Exception):
    """The job can never succeed as it is: it is not tried again and gets an incident at once."""


class BpmnError(Exception):
    """The task ends with an error that the diagram may catch by its code.

    One that `may_pass` and that nobody catches is none: the task completes with `variables`.
    """

    def __init__(self, code: str, variables: Mapping[str, Any] | None = None, *, may_pass: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.variables = variables
        self.may_pass = may_pass


class BpmnEscalation(Exception):
    """The task goes on and tells the diagram something that it may catch by its code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotNow(Exception):
    """The job cannot be done at present through no fault of its own; it waits until then and loses no attempt.

    `alike` are kinds of jobs that it is as true of: those of them that are due are put off with it.
    """

    def __init__(self, words: str, until: datetime, *, alike: Sequence[str] = ()) -> None:
        super().__init__(words)
        self.until = until
        self.alike = alike


def register_job_handler(kind: str, handler: JobHandler) -> None:
    """Let `handler` do the jobs of this kind: `mail`, or the type of a service task."""
    _handlers[kind] = handler


def find_job_handler(kind: str) -> JobHandler | None:
    """Return the handler of a kind, or None."""
    return _handlers.get(kind)


def register_upkeep(work: Callable[[], object]) -> None:
    """Let the worker call `work` about once a minute, from any number of workers; it must be safe to call twice."""
    _upkeep[f"{work.__module__}.{work.__qualname__}"] = work


def list_upkeep() -> tuple[Callable[[], object], ...]:
    """Return what is done about once a minute."""
    return tuple(_upkeep.values())


Chore = Callable[[], object]
"""Something that every worker looks after each second; it must cost next to nothing when there is nothing to do."""

_chores: list[Chore] = []


def register_chore(chore: Chore) -> None:
    """Let workers call `chore` each second; twice is once."""
    if chore not in _chores:
        _chores.append(chore)


def run_chores() -> None:
    """Run all chores, one after the other."""
    for chore in _chores:
        chore()
