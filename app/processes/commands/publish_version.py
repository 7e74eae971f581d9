"""Publish a package of diagrams, forms and tables as the next version of a process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.audit.models import Actor
from app.foundation.errors import InvalidInput
from app.foundation.transaction import command
from app.workflow.findings import Finding
from app.workflow.package import Package


class PublishRefused(InvalidInput):
    """The package has errors; the fact `findings` lists them."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(findings=tuple(findings))
        self.findings = tuple(findings)


@dataclass(frozen=True, kw_only=True)
class Published:
    """A version exists; `is_new` is False when the very same package was the latest version already."""

    process_id: int
    version_id: int
    key: str
    number: int
    sha256: str
    is_new: bool
    warnings: tuple[Finding, ...]


@command
def publish_version(
    package: Package,
    *,
    published_by: Actor,
    process_id: str | None = None,
    note: str = "",
    effective_from: datetime | None = None,
) -> Published:
    """Check, compile and store a package as the next version; new cases use it from `effective_from` on (default: now).

    Process properties `soglas:prefix`, `soglas:family`, `soglas:start` (roles) describe the process in the catalogue.
    Raises PublishRefused with the findings.
    """
    raise NotImplementedError
