"""`soglas check` without its command line: files in, findings and an exit code out. Needs no database."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from app.workflow.checks import RULES, Surroundings, check_package
from app.workflow.findings import Finding, Group, Severity, SourceRefused, errors_of
from app.workflow.package import Package, load_package
from app.workflow.source import MAX_BYTES, MODEL, read_bpmn

_SUFFIXES: Final = frozenset({".bpmn", ".dmn", ".form", ".json"})
_MAX_NEIGHBOURS: Final = 300


def parse_groups(text: str) -> tuple[str, ...]:
    """Return the groups in `xml,support,…`; raises ValueError that names the wrong one."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in list(Group):
            raise ValueError(f"{name}: {', '.join(Group)}")
    return tuple(dict.fromkeys(names))


def check_files(
    paths: Iterable[Path],
    groups: Collection[str] | None = None,
    *,
    around: Callable[[Package], Surroundings] | None = None,
    known_names: Iterable[str] = (),
    lenient: bool = False,
) -> tuple[int, list[Finding]]:
    """Return (1 when there is an error of the chosen groups or a file cannot be read, else 0, all findings).

    The files are one package: what one calls may lie in another. A folder stands for the diagrams and tables in it.
    `around` says what else is known about the package that was read.
    """
    files = list(_files(paths))
    try:
        package = load_package(files)
    except SourceRefused as refused:
        findings = list(refused.findings)
    else:
        base = around(package) if around is not None else Surroundings()
        beside = _processes_beside(files, package)
        findings = check_package(
            package,
            groups=groups,
            known_names=known_names,
            around=replace(base, known_processes=base.known_processes | beside),
            lenient=lenient,
        )
    findings = _with_paths(findings, files)
    return (1 if errors_of(findings) else 0), findings


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(child for child in path.iterdir() if child.suffix.lower() in _SUFFIXES - {".json"})
        else:
            yield path


def _processes_beside(files: Sequence[Path], package: Package) -> frozenset[str]:
    """Return the ids of the processes in the folders of these files, when a call is not answered by them."""
    try:
        called = {
            node.call.process_id for process in package.processes.values() for node in process.all_nodes() if node.call
        }
    except SourceRefused:
        return frozenset()
    if called <= package.processes.keys() | {""}:
        return frozenset()
    found: set[str] = set()
    given = {file.resolve() for file in files}
    folders = dict.fromkeys(file.resolve().parent for file in files)
    neighbours = [path for folder in folders for path in sorted(folder.glob("*.bpmn")) if path.resolve() not in given]
    for path in neighbours[:_MAX_NEIGHBOURS]:
        try:
            root = read_bpmn(path.read_bytes()[: MAX_BYTES + 1], name=path.name)
        except (OSError, SourceRefused):
            continue
        found.update(process.get("id", "") for process in root.iter(f"{{{MODEL}}}process"))
    return frozenset(found - {""})


def _with_paths(findings: Iterable[Finding], files: Iterable[Path]) -> list[Finding]:
    """Put the path as it was typed in the place of the short name."""
    typed: dict[str, str] = {}
    for file in files:
        typed.setdefault(file.name, str(file))
    return [replace(finding, file=typed.get(finding.file, finding.file)) for finding in findings]


def findings_as_json(findings: Sequence[Finding]) -> str:
    """Return the findings as `soglas check --json` prints them."""
    errors = len(errors_of(findings))
    answer = {
        "ok": not errors,
        "errors": errors,
        "warnings": len(findings) - errors,
        "findings": [finding.to_json() for finding in findings],
    }
    return json.dumps(answer, ensure_ascii=False, indent=2)


def findings_as_text(findings: Sequence[Finding], locale: str = "ru") -> str:
    """Return the findings for people: where, which element, what is wrong, what to do."""
    russian = locale == "ru"
    words = {Severity.ERROR: "ошибка" if russian else "error", Severity.WARNING: "замечание" if russian else "warning"}
    lines: list[str] = []
    for finding in findings:
        place = f"{finding.file}:{finding.line}" if finding.line else finding.file
        lines.append(f"{place}: {words[Severity(finding.severity)]} [{finding.rule}]")
        named = f"«{finding.element_name}» ({finding.element})" if finding.element_name else finding.element
        lines.append(f"    {named}: {finding.message(locale)}" if named else f"    {finding.message(locale)}")
        lines.append(f"    {'Что сделать' if russian else 'Remedy'}: {finding.remedy(locale)}")
    errors = len(errors_of(findings))
    warnings = len(findings) - errors
    if not findings:
        lines.append("Замечаний нет." if russian else "Nothing to remark.")
    elif russian:
        lines.append(f"Ошибок: {errors}, замечаний: {warnings}.")
    else:
        lines.append(f"Errors: {errors}, warnings: {warnings}.")
    return "\n".join(lines)


def list_rules() -> list[dict[str, str]]:
    """Return every rule as `soglas check --list-rules --json` prints it."""
    return [rule.listing() for rule in RULES.values()]


def rules_as_text(locale: str = "ru") -> str:
    """Return every rule for people, group by group."""
    lines: list[str] = []
    for group in Group:
        lines.append(f"{group}:")
        for rule in RULES.values():
            if rule.group == group:
                lines.append(f"  {rule.id} ({rule.severity}): {rule.ru if locale == 'ru' else rule.en}")
    return "\n".join(lines)
