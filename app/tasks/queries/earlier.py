"""What was given before this task: answers to read, what changed since my last decision, what was sent back and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from flask_babel import get_locale, get_timezone

from app.access.policy import Viewer
from app.engine.queries import AnsweredTask, TaskView, latest_answers, list_answers_before
from app.forms import Answer, Change, describe, difference
from app.foundation import clock
from app.organisation.queries import functions_for
from app.processes.queries import forms_of
from app.processes.queries.step_words import Decided, decided


@dataclass(frozen=True, kw_only=True)
class EarlierAnswers:
    """A completed step with what was filled in, in words; `changes` since the viewer's own last decision."""

    task_id: int
    name: str
    who: str
    at: datetime
    round: int
    stamp: Decided
    comment: str
    answers: tuple[Answer, ...]
    changes: tuple[Change, ...]
    is_new: bool


@dataclass(frozen=True, kw_only=True)
class SentBack:
    """The decision that brought the case back here, with its words."""

    name: str
    who: str
    at: datetime
    stamp: Decided
    comment: str


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """All that a person should know of before they act. `mine` is their own last decision on this step."""

    steps: tuple[EarlierAnswers, ...]
    sent_back: SentBack | None
    mine: SentBack | None

    @property
    def groups(self) -> tuple[tuple[EarlierAnswers, ...], ...]:
        """Return the steps, those that several people did side by side together."""
        return tuple(tuple(group) for _name, group in groupby(self.steps, key=lambda step: step.name))

    @property
    def has_changes(self) -> bool:
        """Say whether anything changed since the viewer's last decision."""
        return any(step.changes for step in self.steps)


def earlier_of(viewer: Viewer, task: TaskView) -> Earlier:
    """Return what happened in the case before this task, the latest filling of each step."""
    done = list_answers_before(viewer, task.case_id, before=task.completed_at)
    mine = _mine(viewer, task, done)
    latest = latest_answers(one for one in done if one.element_id != task.element_id)
    seen = done[: done.index(mine)] if mine else ()
    steps = tuple(_step(task, one, _last(seen, one), mine) for one in latest if one.answers)
    return Earlier(steps=steps, sent_back=_sent_back(task, done), mine=_said(mine) if mine else None)


def _mine(viewer: Viewer, task: TaskView, done: Sequence[AnsweredTask]) -> AnsweredTask | None:
    """Return the decision of the last round that this one goes on from: the viewer's own, else the only one there was.

    Where several decide side by side, a colleague's decision is not the viewer's, in whichever round.
    """
    before = [one for one in done if one.element_id == task.element_id and one.outcome and one.round < task.round]
    last = [one for one in before if one.round == before[-1].round]
    own = [one for one in last if one.completed_by == viewer.person_id]
    if own:
        return own[-1]
    return last[0] if len(last) == 1 else None


def _last(done: Sequence[AnsweredTask], of: AnsweredTask) -> AnsweredTask | None:
    same = (one for one in reversed(done) if (one.element_id, one.instance) == (of.element_id, of.instance))
    return next(same, None)


def _step(task: TaskView, one: AnsweredTask, seen: AnsweredTask | None, mine: AnsweredTask | None) -> EarlierAnswers:
    schema = forms_of(task.version_id).get(one.form_id)
    how: dict[str, Any] = {
        "locale": str(get_locale() or "ru"),
        "context": task.values,
        "now": clock.now(),
        "zone": get_timezone(),
        "functions": functions_for(task.organisation_id),
    }
    is_new = seen is not None and seen.task_id != one.task_id
    return EarlierAnswers(
        task_id=one.task_id,
        name=one.name,
        who=one.completed_by_name,
        at=one.completed_at,
        round=one.round,
        stamp=decided(one.kind, one.outcome),
        comment=one.comment,
        answers=describe(schema, one.answers, **how) if schema else (),
        changes=difference(schema, seen.answers, one.answers, **how) if schema and seen and is_new else (),
        is_new=is_new or (mine is not None and seen is None),
    )


def _sent_back(task: TaskView, done: Sequence[AnsweredTask]) -> SentBack | None:
    if task.sent_outcome not in {"return", "reject"}:
        return None
    last = next((one for one in reversed(done) if one.outcome == task.sent_outcome), None)
    return _said(last) if last else None


def _said(one: AnsweredTask) -> SentBack:
    return SentBack(
        name=one.name,
        who=one.completed_by_name,
        at=one.completed_at,
        stamp=decided(one.kind, one.outcome),
        comment=one.comment,
    )
