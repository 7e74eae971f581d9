"""Reads the stories of the shipped processes and runs each through the try-out, as `soglas try` does."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.workflow.elements import ProcessSpec
from app.workflow.package import Package, load_package
from app.workflow.settings import read_settings, settings_variable
from app.workflow.trial import run_trial

ROOT = Path(__file__).resolve().parents[2]
STORIES = Path(__file__).parent / "stories"
PROCESSES: Mapping[str, tuple[str, ...]] = {
    "staffing-approval": ("staffing-approval.bpmn", "staffing-terms.dmn"),
    "programme-review": ("programme-review.bpmn", "programme-terms.dmn", "programme-reviewers.dmn"),
    "network-agreement": ("network-agreement.bpmn", "network-variants.dmn"),
    "licensing": ("licensing.bpmn", "licence-change.dmn"),
    "premises-readiness": ("premises-readiness.bpmn", "centre-reviewers.dmn"),
    "procurement-equipment": ("procurement-equipment.bpmn", "procurement-customer.dmn"),
    "enrolment": ("enrolment.bpmn", "centre-reviewers.dmn", "enrolment-coverage.dmn"),
    "centre-creation": ("centre-creation.bpmn", "centre-reviewers.dmn"),
}
IN_ORDER = ("service-request", "document-approval", *PROCESSES)
"""The named processes with what they open, each after those that it opens: the order to publish them in."""
OPENS: Mapping[str, tuple[str, ...]] = {"network-agreement": ("document-approval",), "centre-creation": IN_ORDER[:-1]}
"""What has to be published before a process that opens cases of it."""
GENERAL: Mapping[str, tuple[str, ...]] = {
    "measure-execution": ("measure-execution.bpmn", "measure-acceptance.bpmn"),
    "measure-acceptance": ("measure-acceptance.bpmn",),
    "assignment": ("assignment.bpmn",),
}
"""Processes that a plan or a page of their own opens: nobody starts or withdraws them from the list of processes."""


FAMILIES: Mapping[str, tuple[str, ...]] = {
    family: (f"{family}.bpmn", "measure-acceptance.bpmn")
    for family in (
        "activity-programme",
        "appointment",
        "document-approval",
        "event-organisation",
        "information-support",
        "meeting",
        "mentoring",
        "monitoring",
        "oversight-control",
        "participation",
        "periodic-report",
        "programme-development",
        "registry-keeping",
        "roadmap-management",
        "service-request",
        "support-coordination",
        "survey-testing",
        "training",
    )
}
"""The general families of measures (processes.md, c.2): opened by a plan or a person, each ends with the acceptance."""

BY_CASE: Mapping[str, str] = {
    f"{process}-measure": process
    for process in (
        "centre-creation",
        "licensing",
        "network-agreement",
        "programme-review",
        "staffing-approval",
        "procurement-equipment",
        "premises-readiness",
        "enrolment",
    )
}
"""Measures that a case of another process carries out: what a plan opens, and the process of that case."""
MEASURES: Mapping[str, tuple[str, ...]] = {
    **FAMILIES,
    **{measure: (f"{measure}.bpmn", "measure-acceptance.bpmn") for measure in BY_CASE},
}
"""Everything that a plan opens but the general process of a measure."""


LISTS: Mapping[str, tuple[str, ...]] = {
    "multi-party-agreement": ("multi-party-agreement.bpmn", "approval-list.bpmn"),
    "approval-list": ("approval-list.bpmn",),
    "publication-approval": ("publication-approval.bpmn",),
}
"""The list of approvers that every process may call, the process that is nothing but such a list, and
the approval of a publication by a second person."""


QUARTERLY: Mapping[str, tuple[str, ...]] = {
    "quarterly-report": ("quarterly-report.bpmn",),
    "quarterly-summary": ("quarterly-summary.bpmn",),
}
"""The report of a centre on a quarter and the summary of a municipality: opened by the system alone."""


OFFICE: Mapping[str, tuple[str, ...]] = {
    "acquaintance": ("acquaintance.bpmn",),
    "destruction-act": ("destruction-act.bpmn",),
}
"""What the office does with documents; pages of the room `documents` open these cases."""


@dataclass(frozen=True, kw_only=True)
class Story:
    """One way through a process: who does what when, and what must come of it."""

    process: str
    name: str
    title: str
    start: Mapping[str, Any]
    steps: tuple[Mapping[str, Any], ...]
    expect: Mapping[str, Any]
    organisations: tuple[Mapping[str, Any], ...] = ()

    def scenario(self) -> dict[str, Any]:
        """Return the story in the form of `soglas try`; the settings are those of the diagram but for its own."""
        own = self.start.get("settings", {})
        variables = {"case": {"id": "42"}, **self.start.get("variables", {})}
        if own:
            variables["settings"] = {**settings_variable(read_settings(spec_of(self.process).properties)), **own}
        begun = {key: value for key, value in self.start.items() if key != "settings"}
        start = {**begun, "process": self.process, "variables": variables}
        return {"start": start, "steps": list(self.steps), "organisations": list(self.organisations)}


@cache
def package_of(process: str) -> Package:
    """Return a shipped process with its tables and forms."""
    files = {**PROCESSES, **GENERAL, **MEASURES, **LISTS, **QUARTERLY, **OFFICE}[process]
    return load_package(ROOT / "bpmn" / name for name in files)


def spec_of(process: str) -> ProcessSpec:
    """Return what the shipped diagram says."""
    return package_of(process).processes[process]


def all_specs_of(process: str) -> tuple[ProcessSpec, ...]:
    """Return the process and those that it calls."""
    return tuple(package_of(process).processes.values())


@cache
def stories_of(process: str) -> tuple[Story, ...]:
    """Return all stories of a process, in the order of their files."""
    return tuple(_read(process))


@cache
def told(process: str, name: str) -> Mapping[str, Any]:
    """Return what the try-out answers for a story; each story runs once."""
    story = next(story for story in stories_of(process) if story.name == name)
    return run_trial(package_of(process), story.scenario())


def walked(process: str) -> frozenset[str]:
    """Return every element that some story completes."""
    return frozenset(element for story in stories_of(process) for element in told(process, story.name)["path"])


def _read(process: str) -> Iterator[Story]:
    folder = STORIES / process
    parts = json.loads((folder / "parts.json").read_text(encoding="utf-8"))
    for path in sorted(folder.glob("*.json")):
        if path.name == "parts.json":
            continue
        told_in = json.loads(path.read_text(encoding="utf-8"))
        yield Story(
            process=process,
            name=path.stem,
            title=told_in["title"],
            start=told_in["start"],
            steps=tuple(_steps(told_in["steps"], parts)),
            expect=told_in["expect"],
            organisations=tuple(told_in.get("organisations", ())),
        )


def _steps(listed: list[Any], parts: Mapping[str, list[Any]]) -> Iterator[Mapping[str, Any]]:
    """Return the steps; a text stands for the part of that name."""
    for step in listed:
        if isinstance(step, str):
            yield from _steps(parts[step], parts)
        else:
            yield step
