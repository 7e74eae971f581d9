"""A published process ready to run: refused if it would run otherwise than drawn, parsed once, kept live."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, Final

import msgpack  # type: ignore[import-untyped]

from app.workflow.dmn import ModelLibrary, read_library
from app.workflow.elements import UserTaskSpec
from app.workflow.factory import CaseSpec, build_case_spec
from app.workflow.faults import StateRefused
from app.workflow.findings import Finding, errors_of
from app.workflow.package import Package, SourceFile
from app.workflow.refusals import what_cannot_run
from app.workflow.rewriting import rewrite
from app.workflow.rules import RULES

FORMAT: Final = 1


class DefinitionRefused(Exception):
    """The process cannot run as it is drawn."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings: tuple[Finding, ...] = tuple(findings)
        super().__init__("; ".join(f"{finding.element}: {finding.en}" for finding in self.findings))


class Definition:
    """A process with everything it calls; immutable, shared by all its cases."""

    def __init__(
        self, package: Package, process_id: str, spec: CaseSpec, user_tasks: Mapping[str, UserTaskSpec]
    ) -> None:
        self.package = package
        self.process_id = process_id
        self.name: str = package.processes[process_id].name
        self.spec = spec
        self.user_tasks = user_tasks
        """The user tasks of this process and of those it calls by qualified name."""

    @cached_property
    def source(self) -> bytes:
        """Return everything this definition is made from, in one canonical form."""
        parts = [
            FORMAT,
            self.process_id,
            [[file.name, file.data] for file in self.package.diagrams],
            [
                [key, json.dumps(form, ensure_ascii=False, sort_keys=True)]
                for key, form in sorted(self.package.forms.items())
            ],
            [[file.name, file.data] for file in self.package.decisions],
        ]
        return bytes(msgpack.packb(parts))

    @cached_property
    def digest(self) -> bytes:
        """Return eight bytes that tell whether a state belongs to this definition."""
        parts = [FORMAT, self.process_id, [file.data for file in self.package.diagrams]]
        return hashlib.sha256(msgpack.packb(parts)).digest()[:8]

    def dump(self) -> bytes:
        """Return the definition as bytes that `load` understands."""
        return self.source

    @classmethod
    def load(cls, blob: bytes) -> Definition:
        """Return the definition in bytes made by `dump`; raises StateRefused and DefinitionRefused."""
        try:
            parts = msgpack.unpackb(blob)
            version, process_id, diagrams, forms, decisions = parts
            if version != FORMAT:
                raise StateRefused(f"version {version}")
            package = Package(
                diagrams=tuple(SourceFile(name=name, data=data) for name, data in diagrams),
                forms={key: json.loads(form) for key, form in forms},
                decisions=tuple(SourceFile(name=name, data=data) for name, data in decisions),
            )
        except (ValueError, TypeError, msgpack.UnpackException) as problem:
            raise StateRefused(type(problem).__name__) from None
        return compile_definition(package, process_id)

    @cached_property
    def decisions(self) -> ModelLibrary:
        """Return the decision tables of the package; raises SourceRefused."""
        return read_library((file.name, file.data) for file in self.package.decisions)

    @cached_property
    def start_events(self) -> tuple[str, ...]:
        """Return the ids of the start events of the process in document order."""
        return tuple(start.bpmn_id for start in self.spec.main.all_starts)


def compile_definition(package: Package, process_id: str | None = None, *, inline: bool = False) -> Definition:
    """Return the process ready to run; raises SourceRefused and DefinitionRefused.

    Without `process_id` the first executable process of the first diagram is meant. With `inline` (try-outs) calls of
    processes that are cases of their own run inside, where the called process is at hand.
    """
    chosen = process_id or package.main_process_id()
    if chosen is None or chosen not in package.processes:
        detail = f"«{chosen}»" if chosen else ""
        raise DefinitionRefused([RULES["no-process"].broken(element=chosen or "", detail=detail)])
    drawing = rewrite(package)
    refusals = errors_of(what_cannot_run(drawing, chosen, inline=inline))
    if refusals:
        raise DefinitionRefused(refusals)
    spec = build_case_spec(drawing, chosen, inline=inline)
    user_tasks: dict[str, Any] = {
        node.name: node.node.user_task for node in spec.nodes if node.node.user_task is not None
    }
    return Definition(package, chosen, spec, user_tasks)
