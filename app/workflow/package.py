"""What is published together: the diagrams, the forms they name and the decision tables they call."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from lxml import etree

from app.workflow.element_reader import read_diagram
from app.workflow.elements import Diagram, ProcessSpec
from app.workflow.findings import SourceRefused, Words
from app.workflow.rules import RULES
from app.workflow.source import MAX_BYTES, read_bpmn, read_dmn


@dataclass(frozen=True, kw_only=True)
class SourceFile:
    """A file as it was uploaded: its short name and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, kw_only=True)
class Package:
    """Diagrams, forms by their id and decision tables that belong to one published version."""

    diagrams: tuple[SourceFile, ...] = ()
    forms: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    decisions: tuple[SourceFile, ...] = ()

    @cached_property
    def trees(self) -> tuple[etree._Element, ...]:
        """Return the tree of every diagram; raises SourceRefused. Shared: copy a tree before a change."""
        return tuple(read_bpmn(file.data, name=file.name) for file in self.diagrams)

    @cached_property
    def parsed(self) -> tuple[Diagram, ...]:
        """Return every diagram read into plain specs; raises SourceRefused. Read once, never changed."""
        pairs = zip(self.diagrams, self.trees, strict=True)
        return tuple(read_diagram(root, name=file.name) for file, root in pairs)

    @cached_property
    def processes(self) -> Mapping[str, ProcessSpec]:
        """Return the processes of all diagrams by id, in the order of the files."""
        found: dict[str, ProcessSpec] = {}
        for diagram in self.parsed:
            for process in diagram.processes:
                found.setdefault(process.process_id, process)
        return found

    def main_process_id(self) -> str | None:
        """Return the first process with content: rather an executable one, rather one that no other one calls."""
        filled = [process for process in self.processes.values() if process.scope.nodes]
        called = {node.call.process_id for process in filled for node in process.all_nodes() if node.call}
        ranked = sorted(filled, key=lambda process: (not process.executable, process.process_id in called))
        return ranked[0].process_id if ranked else None


def load_package(paths: Iterable[Path]) -> Package:
    """Return the package in these files: .bpmn, .dmn, .form and .json; raises SourceRefused when one is unreadable.

    Forms that a diagram names and that were not given are looked for in a `forms` folder beside the diagram or
    beside its folder (the layout of this repository), by the `id` inside each schema.
    """
    diagrams: list[SourceFile] = []
    decisions: list[SourceFile] = []
    forms: dict[str, dict[str, Any]] = {}
    folders: list[Path] = []
    for path in paths:
        suffix = path.suffix.lower()
        data = _read(path)
        if suffix in {".form", ".json"}:
            forms |= read_forms([path])
        elif suffix == ".dmn":
            decisions.append(SourceFile(name=path.name, data=data))
        else:
            diagrams.append(SourceFile(name=path.name, data=data))
            folders.append(path.resolve().parent)
    package = Package(diagrams=tuple(diagrams), forms=forms, decisions=tuple(decisions))
    return with_neighbours(package, folders)


def read_diagram_file(path: Path) -> SourceFile:
    """Return a diagram or a table as it lies; raises SourceRefused."""
    return SourceFile(name=path.name, data=_read(path))


def read_forms(paths: Iterable[Path]) -> dict[str, dict[str, Any]]:
    """Return the forms in these files by the id inside each; raises SourceRefused."""
    read = ((path, _read_form(path, _read(path))) for path in paths)
    return {_form_id(path, schema): schema for path, schema in read}


def _read(path: Path) -> bytes:
    """Return the bytes of a file, no more than one byte over the limit (the size rule then says so)."""
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or type(problem).__name__
        raise SourceRefused([RULES["xml-unreadable"].broken(detail=str(reason), file=path.name)]) from None


def _read_form(path: Path, data: bytes) -> dict[str, Any]:
    try:
        schema = json.loads(data)
    except (ValueError, RecursionError):
        raise SourceRefused([RULES["form-unreadable"].broken(file=path.name, element=path.stem)]) from None
    if not isinstance(schema, dict) or len(data) > MAX_BYTES:
        detail = Words(ru="ожидается описание формы form-js", en="a form-js schema is expected")
        raise SourceRefused([RULES["form-unreadable"].broken(detail=detail, file=path.name, element=path.stem)])
    return schema


def _form_id(path: Path, schema: Mapping[str, Any]) -> str:
    identifier = schema.get("id")
    return identifier if isinstance(identifier, str) and identifier else path.stem


def with_neighbours(package: Package, folders: list[Path]) -> Package:
    """Add the forms and decisions that the diagrams name and that lie in the libraries beside them."""
    try:
        nodes = [node for process in package.processes.values() for node in process.all_nodes()]
    except SourceRefused:
        return package
    missing = {node.form_id for node in nodes} - {"", *package.forms}
    decisions = {node.decision.decision_id for node in nodes if node.decision is not None}
    forms = dict(package.forms)
    for folder in dict.fromkeys(folders):
        for library in (folder / "forms", folder.parent / "forms"):
            for path in sorted(library.rglob("*")) if missing and library.is_dir() else ():
                schema = _quietly(path) if path.suffix.lower() in {".form", ".json"} and path.is_file() else None
                if schema is not None and (identifier := _form_id(path, schema)) in missing:
                    forms[identifier] = schema
                    missing.discard(identifier)
    tables = (*package.decisions, *_decisions_beside(package, decisions, folders))
    if len(forms) == len(package.forms) and len(tables) == len(package.decisions):
        return package
    return Package(diagrams=package.diagrams, forms=forms, decisions=tables)


def _decisions_beside(package: Package, wanted: set[str], folders: list[Path]) -> list[SourceFile]:
    """Return the tables in the folders of the diagrams that hold a wanted decision which the package lacks."""
    wanted = {name for name in wanted if name and not name.startswith("=")}
    for file in package.decisions:
        wanted -= _decision_ids(file)
    found: list[SourceFile] = []
    for folder in dict.fromkeys(folders):
        for path in sorted(folder.glob("*.dmn")) if wanted else ():
            if path.name in {file.name for file in package.decisions}:
                continue
            try:
                file = SourceFile(name=path.name, data=_read(path))
            except SourceRefused:
                continue
            if held := wanted & _decision_ids(file):
                found.append(file)
                wanted -= held
    return found


def decision_titles(file: SourceFile) -> dict[str, str]:
    """Return what each decision of a file is called, by its id; nothing when it cannot be read."""
    try:
        root = read_dmn(file.data, name=file.name)
    except SourceRefused:
        return {}
    named = [element for element in root if etree.QName(element).localname == "decision"]
    return {element.get("id", ""): " ".join(element.get("name", "").split()) for element in named}


def _decision_ids(file: SourceFile) -> set[str]:
    """Return the ids and names of the decisions in a file, or nothing when it cannot be read."""
    try:
        root = read_dmn(file.data, name=file.name)
    except SourceRefused:
        return set()
    named = [element for element in root if etree.QName(element).localname == "decision"]
    return {element.get(key, "") for element in named for key in ("id", "name")} - {""}


def _quietly(path: Path) -> dict[str, Any] | None:
    """Return a schema of the library, or None: a broken neighbour is not the fault of this diagram."""
    try:
        return _read_form(path, _read(path))
    except SourceRefused:
        return None
