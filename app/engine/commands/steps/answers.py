"""What a person may send with a task: an outcome the diagram allows, and only the values its form lets them write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.engine.commands.steps.readable import RESERVED
from app.foundation.errors import InvalidInput
from app.processes.queries import Live
from app.workflow.elements import DEFAULT_OUTCOMES, Outcome, TaskKind, UserTaskSpec

LONGEST_COMMENT = 20_000


def allowed_outcomes(spec: UserTaskSpec) -> tuple[Outcome, ...]:
    """Return the outcomes a person can choose from; none for a task that decides nothing."""
    kind = TaskKind(spec.kind)
    if not kind.decides:
        return tuple(spec.outcomes)
    return tuple(spec.outcomes) or DEFAULT_OUTCOMES[kind]


def check_outcome(spec: UserTaskSpec, outcome: str, comment: str) -> None:
    """Raise InvalidInput when the outcome is not one of the task, or a needed text is missing."""
    allowed = allowed_outcomes(spec)
    if not allowed:
        if outcome:
            raise InvalidInput(problems={"outcome": "not asked"})
    elif outcome not in {item.value for item in allowed}:
        raise InvalidInput(problems={"outcome": "required"}, allowed=[item.value for item in allowed])
    elif Outcome(outcome).needs_text and not comment.strip():
        raise InvalidInput(problems={"comment": "required"})
    if len(comment) > LONGEST_COMMENT:
        raise InvalidInput(problems={"comment": "too long"})


def check_answers(live: Live, form_id: str, answers: Mapping[str, Any]) -> None:
    """Raise InvalidInput for a name that the form of this version does not let people write."""
    writable = live.writable_names(form_id)
    unknown = sorted(set(answers) - writable | set(answers) & RESERVED)
    if unknown:
        raise InvalidInput(problems=dict.fromkeys(unknown, "unknown"), unknown_keys=unknown)
