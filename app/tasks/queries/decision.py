"""The buttons of a task: each decision with what it will do, and the one button of a task that decides nothing."""

from __future__ import annotations

from dataclasses import dataclass

from app.engine.queries import TaskView
from app.processes.queries.step_words import outcome_button, send_button
from app.tasks.queries.side import outcome_consequence

_KINDS = {"approve": "primary", "approve-with-remarks": "plain", "return": "plain", "reject": "stop"}
_SHAPES = {"approve": "check", "return": "back"}


@dataclass(frozen=True, kw_only=True)
class OutcomeButton:
    """One decision on the page."""

    value: str
    word: str
    kind: str
    shape: str
    consequence: str


def outcome_buttons(task: TaskView) -> tuple[OutcomeButton, ...]:
    """Return the decisions this task may end with, in the order of the diagram."""
    return tuple(
        OutcomeButton(
            value=outcome,
            word=outcome_button(task.kind, outcome),
            kind=_KINDS.get(outcome, "plain"),
            shape=_SHAPES.get(outcome, ""),
            consequence=outcome_consequence(task, outcome),
        )
        for outcome in task.outcomes
    )


def send_words(task: TaskView) -> tuple[str, str]:
    """Return the main button of a task that decides nothing, and where it sends the case."""
    return send_button(task.spec), outcome_consequence(task, "")
