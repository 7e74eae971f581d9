"""What a running case shows: frozen values, no token ever leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.workflow.elements import Node, UserTaskSpec
from app.workflow.tree import Step, Thrown


class CaseState(StrEnum):
    """Where a case stands."""

    WAITING = "waiting"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Trail:
    """What one step did: the elements that completed, in order, and the signals that were thrown."""

    completed: tuple[Step, ...] = ()
    signals: tuple[str, ...] = ()
    messages: tuple[Thrown, ...] = ()
    """The messages that were thrown and that nobody in the case waited for."""
    escalations: tuple[str, ...] = ()
    """The codes of the escalations that nobody in the case caught."""


@dataclass(frozen=True, kw_only=True)
class OpenTask:
    """A task that waits to be completed: by a person (`user`), work outside (`job`) or another case (`call`)."""

    id: str
    element_id: str
    name: str
    kind: str
    spec: UserTaskSpec | None
    node: Node
    variables: Mapping[str, Any] = field(default_factory=dict)
    """The variables local to the task: its inputs, and the item of a multi-instance task."""
    instance_index: int | None = None
    """The number of the instance, from one, of a multi-instance task."""
    created: datetime


@dataclass(frozen=True, kw_only=True)
class TimerWait:
    """A timer and the moment (UTC) when it fires."""

    id: str
    element_id: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class MessageWait:
    """A message that is awaited; any key will do where `correlation_key` is None."""

    id: str
    element_id: str
    name: str
    correlation_key: str | None
