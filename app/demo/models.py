"""What the demonstration is made of, as plain values; it has no tables of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.organisation.models import OrganisationKind

ZONE = "Asia/Chita"
PASSWORD_FILE = "demo-password"  # noqa: S105  # the name of the file, not a password


@dataclass(frozen=True, kw_only=True)
class Place:
    """An organisation of the demonstration."""

    code: str
    kind: OrganisationKind
    parent: str | None
    name: str
    short: str


@dataclass(frozen=True, kw_only=True)
class Worker:
    """A person of the demonstration: the post is the name."""

    login: str
    name: str
    role: str
    place: str


@dataclass(frozen=True, kw_only=True)
class Story:
    """One case: which process of which school, opened how many days ago, decided how, and where it stands now.

    What is to stand the same on any day of the year, holidays or not, counts in `working_days_ago` (else -1), what is
    to be due just now in `due_after`: opened so many working days before today, or before the next working day.
    `decisions` gives, by element, the outcomes in the order they are taken (approve when the list is over);
    `stops` are elements that nobody does any more; `pace` is how many working days a step takes.
    """

    process: str
    school: str
    days_ago: int
    pace: float
    start: Mapping[str, Any]
    working_days_ago: int = -1
    due_after: int = -1
    decisions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    stops: frozenset[str] = frozenset()
    ends: str = ""
