"""One conformance case: a construct, a tiny diagram, a scenario and the answer that BPMN 2.0 asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

AT = "2027-01-31T09:00:00Z"


@dataclass(frozen=True, kw_only=True)
class Case:
    """Expected values are written by hand from the standard, never copied from a run."""

    name: str
    construct: str
    how: str
    text: str
    roots: str = ""
    start: Mapping[str, Any] = field(default_factory=dict)
    steps: tuple[Mapping[str, Any], ...] = ()
    expected: Mapping[str, Any]

    def scenario(self) -> dict[str, Any]:
        """Return the scenario as `soglas try` reads it."""
        start: dict[str, Any] = {"at": AT}
        if self.start:
            start["variables"] = dict(self.start)
        return {"start": start, "steps": [dict(step) for step in self.steps]}


def ran(path: str, **more: Any) -> dict[str, Any]:
    """Return the answer of a case that runs to its end over `path`."""
    return {"state": "completed", "path": path.split(), "open": [], **more}


def waits(path: str, *opened: str, **more: Any) -> dict[str, Any]:
    """Return the answer of a case that comes as far as `path` and then has these tasks open."""
    return {"state": "waiting", "path": path.split(), "open": [{"element": element} for element in opened], **more}


def fails(path: str, element: str, **more: Any) -> dict[str, Any]:
    """Return the answer of a case that stops with an incident at `element`."""
    return {"state": "failed", "path": path.split(), "fails_at": element, **more}


def refused(element: str, *rules: str) -> dict[str, Any]:
    """Return the answer of a diagram that is refused at `element` (by one of the rules, when they are named)."""
    return {"state": "refused", "path": [], "refused_at": element, "rules": list(rules)}
