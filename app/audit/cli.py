"""`soglas audit`: prove the record, and print what to keep outside as an anchor."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.audit.commands import ChainHead
from app.audit.queries import Report, verify_all


@click.group("audit")
def audit() -> None:
    """The record of what was done."""


@audit.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Heads saved earlier by `soglas audit heads`; finds a record that was rewritten as a whole.",
)
@with_appcontext
def verify(as_json: bool, against: Path | None) -> None:
    """Check every entry of the record. Exit code 1 when something was changed, deleted, inserted or cut off."""
    report = verify_all(_read_heads(against) if against else None)
    if as_json:
        click.echo(json.dumps(_as_json(report), ensure_ascii=False, indent=2))
    else:
        for finding in report.findings:
            click.echo(f"DAMAGED  {finding}")
        click.echo(f"{report.entries} entries in {report.streams} streams, {len(report.findings)} damaged")
        click.echo(f"digest {report.digest}")
    if not report.is_whole:
        raise SystemExit(1)


@audit.command("heads")
@with_appcontext
def heads() -> None:
    """Print the head of every stream, one a line: keep it outside the database."""
    for stream, head in sorted(verify_all().heads.items()):
        click.echo(f"{stream} {head.number} {head.hash}")


def _read_heads(path: Path) -> dict[str, ChainHead]:
    found = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        parts = line.split()
        if len(parts) != 3 or not parts[1].isdigit():
            raise click.ClickException(f"{path}, line {number}: expected «stream number hash»")
        found[parts[0]] = ChainHead(number=int(parts[1]), hash=parts[2])
    return found


def _as_json(report: Report) -> dict[str, object]:
    return {
        "ok": report.is_whole,
        "streams": report.streams,
        "entries": report.entries,
        "digest": report.digest,
        "findings": [
            {"stream": finding.stream, "number": finding.number, "damage": finding.damage.value}
            for finding in report.findings
        ],
    }
