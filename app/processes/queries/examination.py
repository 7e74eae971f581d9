"""What the publishing checks say of a package in this installation, errors first."""

from __future__ import annotations

from collections.abc import Sequence

from app.processes.queries.surroundings import surroundings_of
from app.workflow.checks import check_package
from app.workflow.findings import Finding, Severity, SourceRefused
from app.workflow.package import Package
from app.workflow.rules import RULES


def examine(package: Package, key: str | None = None) -> list[Finding]:
    """Return every finding about a package, forms and holders of roles included, errors first; changes nothing.

    `key` is the process that is to be published; it is a finding when the package does not hold it.
    """
    try:
        findings: Sequence[Finding] = check_package(package, around=surroundings_of(package))
        if key is not None and key not in package.processes:
            findings = [*findings, RULES["no-process"].broken(element=key)]
    except SourceRefused as refused:
        findings = list(refused.findings)
    return sorted(_once(findings), key=lambda finding: finding.severity != Severity.ERROR)


def _once(findings: Sequence[Finding]) -> list[Finding]:
    return list(dict.fromkeys(findings))
