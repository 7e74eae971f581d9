"""Ask the rooms above for what a task gives by itself, such as the number of a document: before the case moves on.

What they return are variables of the case like the answers of the form; what they write lies in the same transaction,
so that a step that fails leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.audit.models import Actor


@dataclass(frozen=True, kw_only=True)
class Registering:
    """A task that is being done, as the rooms above may see it: under the lock of its case."""

    case_id: int
    case_number: str
    case_title: str
    organisation_id: int
    places: Mapping[str, int]
    task_id: int
    task_name: str
    task_organisation_id: int | None
    properties: Mapping[str, str]
    answers: Mapping[str, Any]
    outcome: str
    by: Actor
    at: datetime


Registrar = Callable[[Registering], Mapping[str, Any]]
_registrars: list[Registrar] = []


def add_registrar(registrar: Registrar) -> None:
    """Let `registrar` say what it gives to each task that is done; twice is once."""
    if registrar not in _registrars:
        _registrars.append(registrar)


def registered_values(doing: Registering) -> dict[str, Any]:
    """Return what all registrars give to this task; raises what they raise, which refuses the task."""
    found: dict[str, Any] = {}
    for registrar in _registrars:
        found |= registrar(doing)
    return found
