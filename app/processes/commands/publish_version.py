"""Publish a package of diagrams, forms and tables as the next version of a process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from app.audit.commands import record
from app.audit.models import Actor
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import InvalidInput
from app.foundation.transaction import command
from app.processes.models import Process, ProcessVersion
from app.processes.queries.examination import examine
from app.processes.queries.parts import fingerprint, pack
from app.processes.queries.settings import read_settings
from app.workflow.checks import RULES
from app.workflow.definition import DefinitionRefused, compile_definition
from app.workflow.elements import ProcessSpec
from app.workflow.findings import Finding, errors_of
from app.workflow.package import Package


class PublishRefused(InvalidInput):
    """The package has errors; the fact `findings` lists them."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        words = "; ".join(f"{one.element or one.file}: {one.en}" for one in errors_of(self.findings))
        super().__init__(words or None, findings=self.findings)


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

    Process properties `soglas:number-prefix`, `soglas:family` and `soglas:start-roles` describe the process in the
    catalogue. Publishing the package that is the latest version already changes nothing.
    Raises PublishRefused with the findings.
    """
    findings = examine(package)
    if errors_of(findings):
        raise PublishRefused(findings)
    key = process_id or package.main_process_id()
    if key is None or key not in package.processes:
        raise PublishRefused([RULES["no-process"].broken(element=key or "")])
    return store_version(package, key, findings, published_by=published_by, note=note, effective_from=effective_from)


def store_version(
    package: Package,
    key: str,
    findings: Sequence[Finding],
    *,
    published_by: Actor,
    note: str = "",
    effective_from: datetime | None = None,
    owner_organisation_id: int | None = None,
) -> Published:
    """Store a checked package as the next version, inside a command; a new process belongs to the organisation given.

    Raises PublishRefused when it cannot be compiled.
    """
    try:
        definition = compile_definition(package, key).dump()
    except DefinitionRefused as refused:
        raise PublishRefused(refused.findings) from None
    sha256 = fingerprint(package, key)
    row = _process_row(package.processes[key], owner_organisation_id)
    latest = _latest(row)
    if latest is not None and latest.sha256 == sha256:
        return Published(
            process_id=row, version_id=latest.id, key=key, number=latest.number, sha256=sha256, is_new=False,
            warnings=tuple(findings),
        )  # fmt: skip
    number = latest.number + 1 if latest is not None else 1
    at = now()
    version_id = db.session.execute(
        insert(ProcessVersion.__table__)  # type: ignore[arg-type]  # a table, as the mapper made it
        .values(
            process_id=row, number=number, package=pack(package), definition=definition, sha256=sha256, note=note,
            settings=_shown_settings(package.processes[key]), published_at=at, published_by=published_by.person_id,
            effective_from=effective_from or at,
        )
        .returning(ProcessVersion.__table__.c.id)
    ).scalar_one()  # fmt: skip
    db.session.execute(update(Process).where(Process.id == row).values(current_version_id=version_id))
    facts = {"process": key, "version": number, "sha256": sha256, "note": note}
    record(f"process:{row}", "publish_version", published_by, facts)
    return Published(
        process_id=row, version_id=version_id, key=key, number=number, sha256=sha256, is_new=True,
        warnings=tuple(findings),
    )  # fmt: skip


def _process_row(spec: ProcessSpec, owner_organisation_id: int | None) -> int:
    """Return the row of the process, described as this diagram describes it; its number prefix is given only once."""
    described = {
        "name": spec.name or spec.process_id,
        "description": spec.documentation,
        "family": spec.properties.get("soglas:family", ""),
        "start_roles": spec.properties.get("soglas:start-roles", "").replace(",", " ").split(),
    }
    query = select(Process.id).where(Process.key == spec.process_id)
    if db.session.connection().dialect.name == "postgresql":
        query = query.with_for_update()
    found = db.session.scalar(query)
    if found is not None:
        db.session.execute(update(Process).where(Process.id == found).values(is_retired=False, **described))
        return found
    prefix = spec.properties.get("soglas:number-prefix", "") or _free_prefix(spec.process_id)
    process = Process(
        key=spec.process_id, number_prefix=prefix[:20], owner_organisation_id=owner_organisation_id, **described
    )
    db.session.add(process)
    db.session.flush()
    return process.id


def _free_prefix(process_id: str) -> str:
    """Return initials of the id («staffing-approval» gives SA), with a number when another process has them."""
    initials = "".join(word[0] for word in process_id.replace("_", "-").split("-") if word).upper()[:6] or "P"
    taken = db.session.scalar(
        select(func.count()).select_from(Process).where(Process.number_prefix.like(initials + "%"))
    )
    return f"{initials}{taken}" if taken else initials


def _latest(process_row: int) -> Any:
    return db.session.execute(
        select(ProcessVersion.id, ProcessVersion.number, ProcessVersion.sha256)
        .where(ProcessVersion.process_id == process_row)
        .order_by(ProcessVersion.number.desc())
        .limit(1)
    ).first()


def _shown_settings(spec: ProcessSpec) -> dict[str, Any]:
    return {
        name: {"value": str(setting.value), "unit": setting.unit, "source": setting.source}
        for name, setting in read_settings(spec.properties).items()
    }
