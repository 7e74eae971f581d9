"""One difference: what kind, of which thing, in which aspect, what it was and what it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Change(StrEnum):
    """What happened to a thing."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


class Thing(StrEnum):
    """What a difference is about."""

    PROCESS = "process"
    STEP = "step"
    ELEMENT = "element"
    FLOW = "flow"
    SETTING = "setting"
    FORM = "form"
    FIELD = "field"
    TABLE = "table"
    ROW = "row"
    CALLED = "called"


class Aspect(StrEnum):
    """Which side of a thing changed; `WHOLE` for what came or went."""

    WHOLE = "whole"
    NAME = "name"
    TEXT = "text"
    KIND = "kind"
    WHO = "who"
    DEADLINE = "deadline"
    REMIND = "remind"
    ESCALATE = "escalate"
    EXCLUDE = "exclude"
    FORM = "form"
    OUTCOMES = "outcomes"
    DOCUMENTS = "documents"
    LANE = "lane"
    NEXT = "next"
    CONDITION = "condition"
    DEFAULT = "default"
    VALUE = "value"
    EXPRESSION = "expression"
    TIMER = "timer"
    CALLS = "calls"
    REPEAT = "repeat"
    MAPPING = "mapping"
    START_ROLES = "start-roles"
    PROPERTY = "property"
    TYPE = "type"
    REQUIRED = "required"
    READ_ONLY = "read-only"
    OPTIONS = "options"
    LIMITS = "limits"
    HIDDEN = "hidden"
    CONTENT = "content"


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One difference. `subject` names the thing, `within` what it belongs to (a form, a table, a process).

    `was` and `now` are as they stand in the files; of what moved they say where: the things before it, the number of a
    row, the group of a field when `detail` is `group`. `after` names the step before an added one, `detail` the name of
    a property. `element_id` is the shape on the diagram, if it has one.
    """

    change: Change
    thing: Thing
    aspect: Aspect = Aspect.WHOLE
    subject: str = ""
    within: str = ""
    element_id: str = ""
    was: str = ""
    now: str = ""
    after: str = ""
    detail: str = ""


def changed_elements(differences: Iterable[Difference], change: Change) -> tuple[str, ...]:
    """Return the ids of the shapes that were added, removed or changed, each once."""
    found = (one.element_id for one in differences if one.change is change and one.element_id)
    return tuple(dict.fromkeys(found))
