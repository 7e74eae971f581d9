"""`soglas deploy`: publish diagrams from files, the way `make run` publishes the shipped library."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from app.audit.models import SYSTEM
from app.processes.commands import Published, PublishRefused, publish_version
from app.processes.queries.library import library_packages
from app.workflow.findings import Finding, SourceRefused
from app.workflow.package import Package


@click.command("deploy")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--note", default="", help="Why this version is published.")
@click.option("--process", default=None, help="The process to publish, when the files hold several.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@with_appcontext
def deploy(files: tuple[Path, ...], note: str, process: str | None, as_json: bool) -> None:
    """Check FILES and publish them as the next version; a folder publishes each diagram in it with all it needs."""
    results: list[dict[str, Any]] = []
    try:
        packages = library_packages(files)
    except SourceRefused as refused:
        packages, results = [], [_refused("", refused.findings)]
    for package in packages:
        results.append(_publish(package, process, note))
    if as_json:
        click.echo(json.dumps({"published": results}, ensure_ascii=False, indent=2))
    else:
        for result in results:
            _say(result)
    sys.exit(0 if results and all(result["ok"] for result in results) else 1)


def _publish(package: Package, process: str | None, note: str) -> dict[str, Any]:
    name = process or (package.diagrams[0].name if package.diagrams else "")
    try:
        published = publish_version(package, published_by=SYSTEM, process_id=process, note=note)
    except PublishRefused as refused:
        return _refused(name, refused.findings)
    return _published(published)


def _published(result: Published) -> dict[str, Any]:
    return {
        "ok": True,
        "process": result.key,
        "version": result.number,
        "version_id": result.version_id,
        "sha256": result.sha256,
        "is_new": result.is_new,
        "findings": [finding.to_json() for finding in result.warnings],
    }


def _refused(name: str, findings: tuple[Finding, ...]) -> dict[str, Any]:
    return {"ok": False, "process": name, "findings": [finding.to_json() for finding in findings]}


def _say(result: dict[str, Any]) -> None:
    if result["ok"]:
        state = "published" if result["is_new"] else "unchanged"
        click.echo(f"{result['process']}: version {result['version']} {state}, SHA-256 {result['sha256'][:16]}")
    else:
        click.echo(f"{result['process'] or '?'}: refused", err=True)
    for finding in result["findings"]:
        where = f" [{finding['element']}]" if finding["element"] else ""
        click.echo(f"  {finding['severity']}: {finding['en']}{where}", err=True)
        click.echo(f"    {finding['ru']}. {finding['remedy_ru']}", err=True)
