"""`soglas documents`: prove the stored files and the journals, tidy away what nobody handed in."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta

import click
from flask.cli import with_appcontext

from app.audit.models import SYSTEM
from app.documents.commands import tidy_files
from app.documents.queries import verify_files
from app.documents.queries.journal_check import verify_journals


@click.group("documents")
def documents() -> None:
    """Stored files and journals."""


@documents.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@with_appcontext
def verify(as_json: bool) -> None:
    """Compare every file with its hash and every journal with the record. Exit code 1 when something is damaged."""
    count, found = verify_files()
    lines, journals = verify_journals()
    damaged = [one for one in found if one.damage != "orphan"]
    if as_json:
        report = {
            "ok": not damaged and not journals,
            "files": count,
            "findings": [asdict(one) for one in found],
            "journal_entries": lines,
            "journals": [asdict(one) for one in journals],
        }
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        for one in found:
            click.echo(f"{one.damage.upper():<8} {one.sha256} {one.file_id} {one.name}".rstrip())
        for wrong in journals:
            click.echo(f"{wrong.damage.upper():<8} journal {wrong.journal_id}: {wrong.number}")
        click.echo(f"{count} files, {len(damaged)} damaged, {len(found) - len(damaged)} contents without a file")
        click.echo(f"{lines} numbers in journals, {len(journals)} damaged")
    if damaged or journals:
        raise SystemExit(1)


@documents.command("tidy")
@click.option("--days", default=7, show_default=True, help="How long a file may wait to be handed in.")
@with_appcontext
def tidy(days: int) -> None:
    """Delete files that were never handed in, and contents without a file."""
    done = tidy_files(older_than=timedelta(days=days), tidied_by=SYSTEM)
    click.echo(f"{done.rows} files and {done.contents} contents deleted")
