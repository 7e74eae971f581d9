"""A plan as a file holds it: read from JSON, checked, and shown as JSON again. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.roadmaps.policy.schedule import Schedule, read_schedule


class PlanRefused(ValueError):
    """A plan file is not whole; the text names the measure and what is missing."""


@dataclass(frozen=True, kw_only=True)
class Executor:
    """Who carries a measure out: the words of the document, and the role and place in the tree it stands for."""

    name: str
    role: str
    place: str


@dataclass(frozen=True, kw_only=True)
class Controller:
    """Who checks a measure; `level` is the printed control level (АП, РП) or empty."""

    role: str
    place: str
    level: str = ""


@dataclass(frozen=True, kw_only=True)
class Section:
    """A section of a plan and the part of the document it lies in."""

    id: int
    title: str
    part: str
    part_title: str


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One row of a plan. `data` is the row of the file with everything that is only shown."""

    id: str
    number: str | None
    title: str
    section: int
    family: str
    executors: tuple[Executor, ...]
    controller: Controller
    schedule: Schedule
    evidence: tuple[str, ...]
    deadline_printed: str
    data: Mapping[str, Any]

    @property
    def executor_roles(self) -> list[str]:
        """Return the roles of the executors in the order of the document, none twice."""
        return list(dict.fromkeys(executor.role for executor in self.executors if executor.role))

    @property
    def is_excluded(self) -> bool:
        """Say whether an amendment has left the measure out: nothing is due of it any more."""
        return bool(self.data.get("excluded"))

    def to_json(self) -> dict[str, Any]:
        """Return the measure as `soglas roadmap list --json` shows it."""
        shown = dict(self.data)
        return {
            "id": self.id,
            "number": self.number,
            "title": self.title,
            "family": self.family,
            "executor_roles": self.executor_roles,
            "controller": self.controller.role,
            "schedule": dict(self.data["schedule"]),
            "evidence": list(self.evidence),
            "executors": shown["executors"],
            "controlled_by": shown["controller"],
            "deadline_printed": self.deadline_printed,
            **{key: shown[key] for key in _ALSO_SHOWN if key in shown},
        }


_ALSO_SHOWN = (
    "content",
    "section",
    "side",
    "expected_result",
    "evidence_source",
    "indicators",
    "milestones",
    "also",
    "named_process",
    "pair",
    "counterpart",
    "remarks",
)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A plan with its measures in the order of the document; `first` and `last` frame its whole life."""

    id: str
    title: str
    short: str
    first: date
    last: date
    base_year: int
    root: str
    sections: tuple[Section, ...]
    measures: tuple[Measure, ...]
    data: Mapping[str, Any]

    def measure(self, measure_id: str) -> Measure | None:
        """Return the measure with that id, or None."""
        return next((measure for measure in self.measures if measure.id == measure_id), None)

    def to_json(self) -> dict[str, Any]:
        """Return the plan as `soglas roadmap list --json` shows it."""
        head = {key: self.data[key] for key in _HEAD if self.data.get(key)}
        return {
            "id": self.id,
            "title": self.title,
            **head,
            "sections": list(self.data["sections"]),
            "measures": [measure.to_json() for measure in self.measures],
        }


_HEAD = ("short", "issuer", "act", "date", "basis", "signed", "controls", "period", "base_year", "root", "directives")


def read_plan(data: Mapping[str, Any]) -> Plan:
    """Return the plan of a file; raises PlanRefused when a measure lacks what it cannot run without."""
    measures = tuple(_measure(row) for row in data["measures"])
    ids = [measure.id for measure in measures]
    if len(ids) != len(set(ids)):
        raise PlanRefused(f"{data['id']}: an id is used twice")
    first, last = (date.fromisoformat(text) for text in data["period"])
    return Plan(
        id=data["id"],
        title=data["title"],
        short=data["short"],
        first=first,
        last=last,
        base_year=data["base_year"],
        root=data["root"],
        sections=tuple(Section(**section) for section in data["sections"]),
        measures=measures,
        data=data,
    )


def _measure(row: Mapping[str, Any]) -> Measure:
    missing = [key for key in ("id", "title", "family", "executors", "controller", "evidence") if not row.get(key)]
    if missing:
        raise PlanRefused(f"{row.get('id', '?')}: {', '.join(missing)} missing")
    try:
        schedule = read_schedule(row["schedule"])
    except (KeyError, ValueError) as error:
        raise PlanRefused(f"{row['id']}: schedule: {error}") from error
    return Measure(
        id=row["id"],
        number=row.get("number"),
        title=row["title"],
        section=row["section"],
        family=row["family"],
        executors=_executors(row["executors"]),
        controller=Controller(
            role=row["controller"]["role"],
            place=row["controller"]["place"],
            level=row["controller"].get("level") or "",
        ),
        schedule=schedule,
        evidence=tuple(row["evidence"]),
        deadline_printed=row["deadline_printed"],
        data=row,
    )


def _executors(rows: Iterable[Mapping[str, str]]) -> tuple[Executor, ...]:
    return tuple(Executor(name=row["name"], role=row["role"], place=row["place"]) for row in rows)
