"""One evaluation under way: its data, its budget and what went wrong."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Mapping
from typing import Any

from app.feel.budget import Budget
from app.feel.errors import Notice, budget_error
from app.feel.messages import kind_name, say
from app.feel.types import FeelType
from app.feel.values.functions import Function
from app.feel.values.intake import Intake
from app.feel.values.kinds import KINDS, Value
from app.feel.values.ranges import Range

_MAX_NOTICES = 20
_CHECK_EVERY = 500


class Run:
    """The state of one evaluation."""

    # What most evaluations never need stays on the class: making a Run is part of every evaluation.
    next_check: int = -1
    deadline: float | None = None
    calls: int = 0
    notices: list[Notice] | None = None
    intake: Intake | None = None

    def __init__(
        self,
        context: Mapping[str, Any],
        budget: Budget,
        *,
        functions: Mapping[str, Function] | None = None,
        types: Mapping[str, FeelType] | None = None,
        now: dt.datetime | None = None,
    ) -> None:
        self.context = context
        self.budget = budget
        self.functions = functions
        self.types = types
        self._now = now
        self.steps = budget.steps

    def spend(self, steps: int) -> None:
        """Count steps; raises FeelBudgetError when they or the time are used up."""
        self.steps -= steps
        if self.steps < self.next_check or self.deadline is None:
            self._check()

    def _check(self) -> None:
        if self.steps < 0:
            raise budget_error("budget-steps", limit=self.budget.steps)
        self.next_check = max(self.steps - _CHECK_EVERY, 0)
        moment = time.monotonic()
        if self.deadline is None:
            self.deadline = moment + self.budget.seconds
        elif moment > self.deadline:
            raise budget_error("budget-time")

    def allow_items(self, size: int) -> None:
        """Make sure that a list of that size may come about; it counts as steps too."""
        if size > self.budget.items:
            raise budget_error("budget-list", limit=self.budget.items)
        self.spend(size // 8 + 1)

    def allow_text(self, size: int) -> None:
        """Make sure that a text of that size may come about."""
        if size > self.budget.text:
            raise budget_error("budget-text", limit=self.budget.text)

    def measure(self, value: Value) -> None:
        """Make sure that a result is of a decent size: lists may hold one another many times over."""
        room = self.budget.data
        waiting = [value]
        while waiting:
            found = waiting.pop()
            if type(found) is list:
                waiting += found
            elif type(found) is dict:
                waiting += found.values()
            elif type(found) is Range:
                waiting += (found.low, found.high)
            room -= 1
            if room < len(waiting):
                raise budget_error("budget-data")

    @property
    def deaf(self) -> bool:
        """Whether enough was noted already, so that looking for a hint is not worth its time."""
        return self.notices is not None and len(self.notices) >= _MAX_NOTICES

    def warn(self, code: str, position: int, length: int, **facts: Any) -> None:
        """Note why a null arose; the answer None can be returned as that null."""
        if self.notices is None:
            self.notices = []
        if len(self.notices) < _MAX_NOTICES:
            ru, en = say(code, **facts)
            self.notices.append(Notice(position=position, length=length, ru=ru, en=en, code=code))

    def take(self, name: str, value: Any) -> Value:
        """Take a value of the caller's data in."""
        intake = self.intake
        if intake is None:
            intake = self.intake = Intake(self.budget.data)
        try:
            taken = intake.take(value)
        except (OverflowError, RecursionError):
            raise budget_error("budget-data") from None
        if intake.refused:
            intake.refused = False
            self.warn("not-a-value", 0, 1, name=name)
        return taken

    @property
    def now(self) -> dt.datetime:
        """The moment of this evaluation, the same for its whole length."""
        if self._now is None:
            self._now = dt.datetime.now().astimezone()
        return self._now


class Frame:
    """Names bound at one place of an evaluation, inside those of an outer place."""

    __slots__ = ("parent", "run", "vars")

    def __init__(self, names: dict[str, Value], parent: Frame | None, run: Run) -> None:
        self.vars = names
        self.parent = parent
        self.run = run


_MISSING: Any = object()


def find(frame: Frame | None, name: str) -> Value:
    """Look a name up from the inside out; MISSING when nobody knows it."""
    inner = frame
    while inner is not None:
        found = inner.vars.get(name, _MISSING)
        if found is not _MISSING:
            return found
        if inner.parent is None:
            return from_context(inner, name)
        inner = inner.parent
    return _MISSING


def from_context(root: Frame, name: str) -> Value:
    """Look a name up in the caller's data and remember it taken in."""
    context = root.run.context
    if name in context:
        taken = root.run.take(name, context[name])
        root.vars[name] = taken
        return taken
    return _MISSING


def missing(value: Value) -> bool:
    """Say whether a look-up found nothing."""
    return value is _MISSING


def described(value: Value) -> tuple[str, str]:
    """Describe a value in a sentence: its kind, and itself when it is short."""
    kind = KINDS[type(value)]
    ru, en = kind_name(kind)
    if kind in ("number", "boolean", "string", "date"):
        from app.feel.values.text import nested_text

        text = nested_text(value if kind != "string" else value[:40])
        return f"{ru} {text}", f"{en} {text}"
    return ru, en
