"""The publishing checks: what stops a diagram, what is only said, each at its element and in two languages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Final

from app.workflow.checks.bindings import check_bindings
from app.workflow.checks.context import CheckContext, Surroundings
from app.workflow.checks.expressions import check_expressions
from app.workflow.checks.soundness import check_soundness
from app.workflow.checks.support import check_support
from app.workflow.findings import Finding, Group, Rule, Severity, SourceRefused, errors_of
from app.workflow.package import Package
from app.workflow.rules import RULES
from app.workflow.source import inspect_bpmn, read_dmn

__all__ = [
    "RULES",
    "Finding",
    "Group",
    "Rule",
    "Severity",
    "Surroundings",
    "check_package",
    "errors_of",
]

_CHECKS: Final[Mapping[Group, Callable[[CheckContext], Iterator[Finding]]]] = {
    Group.SUPPORT: check_support,
    Group.SOUNDNESS: check_soundness,
    Group.EXPRESSIONS: check_expressions,
    Group.BINDINGS: check_bindings,
}


def check_package(
    package: Package,
    *,
    groups: Collection[str] | None = None,
    known_names: Iterable[str] = (),
    roles: Iterable[str] | None = None,
    around: Surroundings | None = None,
    lenient: bool = False,
) -> list[Finding]:
    """Return the findings of the chosen groups (all of them by default), errors first; never raises.

    `known_names` are names that expressions may use beside those of the package, `roles` the roles that exist,
    `around` everything else the package does not hold. `lenient` is for try-outs: tasks without form or role are
    only warned about. A file that cannot be read is reported in the group xml and nothing else is said about it.
    """
    chosen = {Group(group) for group in groups} if groups is not None else set(Group)
    findings = list(_files(package))
    if not errors_of(findings):
        context = CheckContext(package=package, around=_around(around, known_names, roles, lenient))
        for group, check in _CHECKS.items():
            if group in chosen:
                findings += check(context)
    return _sorted(finding for finding in findings if finding.group in chosen or finding.group == Group.XML)


def _around(
    around: Surroundings | None, known_names: Iterable[str], roles: Iterable[str] | None, lenient: bool
) -> Surroundings:
    base = around or Surroundings()
    return base.with_more(known_names=known_names, roles=roles, lenient=lenient)


def _files(package: Package) -> Iterator[Finding]:
    """Return what is wrong with the files themselves."""
    for file in package.diagrams:
        yield from inspect_bpmn(file.data, name=file.name)[1]
    for file in package.decisions:
        try:
            read_dmn(file.data, name=file.name)
        except SourceRefused as refused:
            yield from refused.findings


def _sorted(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings once each: errors before warnings, in the order of the groups, then by file and line."""
    order = {group: position for position, group in enumerate(Group)}
    unique: dict[tuple[str, str, str, str], Finding] = {}
    known = list(findings)
    lost = {finding.element for finding in known if finding.rule == "unreachable-element"}
    for finding in known:
        if finding.rule == "cannot-run" and finding.element in lost:
            continue  # The runtime refuses an element that nothing leads to; the plainer words say it already.
        unique.setdefault((finding.rule, finding.file, finding.element, finding.ru), finding)
    return sorted(
        unique.values(),
        key=lambda finding: (
            not finding.is_error,
            order[Group(finding.group)],
            finding.file,
            finding.line or 0,
        ),
    )
