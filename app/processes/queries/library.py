"""The library as packages: each diagram of a folder together with the forms, tables and processes it calls."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from app.workflow.package import Package, load_package, read_diagram_file, read_forms, with_neighbours


def library_packages(paths: Iterable[Path]) -> list[Package]:
    """Return what is to be published: the files given are one package, a folder is one package for each diagram in it.

    Diagrams that only others call (they name no start roles) are part of their callers alone, unless the call opens
    a case of their own; such a called process comes before its caller. Raises SourceRefused.
    """
    files = [path for path in paths if not path.is_dir()]
    folders = [path for path in paths if path.is_dir()]
    packages = [load_package(files)] if files else []
    diagrams = sorted(file for folder in folders for file in folder.rglob("*.bpmn"))
    tables = [read_diagram_file(file) for folder in folders for file in sorted(folder.rglob("*.dmn"))]
    every = [file for folder in folders for file in sorted(folder.rglob("*")) if file.suffix in {".form", ".json"}]
    forms = read_forms(every)
    alone = {file: Package(diagrams=(read_diagram_file(file),)) for file in diagrams}
    called = set().union(*(_called_processes(package) for package in alone.values()))
    own = set().union(*(_called_processes(package, own=True) for package in alone.values()))
    for file in _called_first(alone):
        package = alone[file]
        mains = [spec for spec in package.processes.values() if spec.executable]
        inner = [spec for spec in mains if spec.process_id in called and spec.process_id not in own]
        if any(not spec.properties.get("soglas:start-roles") for spec in inner):
            continue
        parts = _closure(file, alone)
        named = {
            node.form_id for part in parts for process in alone[part].processes.values() for node in process.all_nodes()
        }
        wanted = {name for part in parts for name in _called_decisions(alone[part])}
        package = Package(
            diagrams=tuple(one for part in parts for one in alone[part].diagrams),
            forms={key: schema for key, schema in forms.items() if key in named},
            decisions=tuple(one for one in tables if any(f'id="{name}"'.encode() in one.data for name in wanted)),
        )
        packages.append(with_neighbours(package, [part.resolve().parent for part in parts]))
    return packages


def _called_processes(package: Package, *, own: bool = False) -> set[str]:
    """Return the processes that run inside a process of the package, or (`own`) as cases of their own."""
    nodes = (node for process in package.processes.values() for node in process.all_nodes())
    return {node.call.process_id for node in nodes if node.call is not None and node.call.own_case is own}


def _called_first(alone: dict[Path, Package]) -> list[Path]:
    """Return the diagrams in such an order that a process comes after those it opens cases of."""
    ordered: list[Path] = []
    on_the_way: set[Path] = set()

    def visit(file: Path) -> None:
        if file in on_the_way:
            return
        on_the_way.add(file)
        wanted = set().union(*(_called_processes(alone[part], own=True) for part in _closure(file, alone)))
        for other, package in alone.items():
            if wanted & set(package.processes):
                visit(other)
        ordered.append(file)

    for file in alone:
        visit(file)
    return ordered


def _called_decisions(package: Package) -> set[str]:
    nodes = (node for process in package.processes.values() for node in process.all_nodes())
    return {node.decision.decision_id for node in nodes if node.decision is not None}


def _closure(first: Path, alone: dict[Path, Package]) -> list[Path]:
    """Return the diagram and every diagram that holds a process it calls, also through others."""
    found = [first]
    for file in found:
        wanted = _called_processes(alone[file])
        found += [other for other, package in alone.items() if other not in found and wanted & set(package.processes)]
    return found
