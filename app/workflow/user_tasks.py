"""What a diagram says about the tasks of people: kind, outcomes, form, who, until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from app.workflow.hints import Hint, read_hints

PLACES: Final = (
    "initiator",
    "school",
    "centre",
    "mouo",
    "region",
    "institute",
    "coordinator",
    "partner",
    "finance",
)


class TaskKind(StrEnum):
    """What a person does in a user task (`soglas:kind`)."""

    FILL = "fill"
    AGREE = "agree"
    APPROVE = "approve"
    SIGN = "sign"
    ACQUAINT = "acquaint"
    REGISTER = "register"

    @property
    def decides(self) -> bool:
        """Say whether the task ends with an outcome."""
        return self in (TaskKind.AGREE, TaskKind.APPROVE, TaskKind.SIGN)


class Outcome(StrEnum):
    """How a deciding task may end (`soglas:outcomes`); the value of the variable `outcome`."""

    APPROVE = "approve"
    APPROVE_WITH_REMARKS = "approve-with-remarks"
    RETURN = "return"
    REJECT = "reject"

    @property
    def needs_text(self) -> bool:
        """Say whether a person must explain this outcome."""
        return self in (Outcome.RETURN, Outcome.REJECT)


DEFAULT_OUTCOMES: Final[Mapping[TaskKind, tuple[Outcome, ...]]] = {
    TaskKind.AGREE: (Outcome.APPROVE, Outcome.RETURN, Outcome.REJECT),
    TaskKind.APPROVE: (Outcome.APPROVE, Outcome.RETURN, Outcome.REJECT),
    TaskKind.SIGN: (Outcome.APPROVE, Outcome.RETURN),
}


@dataclass(frozen=True, kw_only=True)
class CandidateGroup:
    """One `role@place`: the place is a relation to the case, or an expression that gives an organisation."""

    role: str
    place: str = ""

    @property
    def place_is_expression(self) -> bool:
        """Say whether the place has to be evaluated."""
        return self.place.startswith("=")


def parse_candidate_group(text: str) -> CandidateGroup:
    """Return the parts of `role@place`; a role without a place is held anywhere the case belongs to."""
    role, _, place = text.partition("@")
    return CandidateGroup(role=role.strip(), place=place.strip())


DONE: Final = "done:"
"""In `soglas:exclude`: everybody who has done this element in the case, as `done:fill_sheet`."""
MOVES_WITH: Final = "soglas:moves-with"
"""At a timer: the tasks whose term it counts from; when such a term is made longer, the timer fires as much later."""
NAMED: Final = "person:"
"""In `soglas:exclude`: whom this value of the case names (ids of people), as `person:controller`."""


@dataclass(frozen=True, kw_only=True)
class UserTaskSpec:
    """Everything a diagram says about a task of a person; texts that start with `=` are expressions."""

    element_id: str
    name: str
    lane: str = ""
    documentation: str = ""
    kind: TaskKind = TaskKind.FILL
    outcomes: tuple[Outcome, ...] = ()
    form_id: str = ""
    assignee: str = ""
    candidate_users: tuple[str, ...] = ()
    candidate_groups: tuple[str, ...] = ()
    deadline: str = ""
    roll: str = ""
    remind: tuple[str, ...] = ()
    escalate: str = ""
    exclude: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    priority: str = ""
    follow_up: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)

    @property
    def hints(self) -> tuple[Hint, ...]:
        """Return what people should know of contradictions between the documents."""
        return read_hints(self.properties)

    @property
    def groups(self) -> tuple[CandidateGroup, ...]:
        """Return the candidate groups in parts (an expression that gives the whole list is left out)."""
        return tuple(parse_candidate_group(text) for text in self.candidate_groups if not text.startswith("="))
