"""`soglas documents`: prove the stored files and the journals, tidy away what nobody handed in."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta

import click
from flask.cli import with_appcontext

from app.audit.models import SYSTEM
from app.audit.queries import verify_stream
from app.documents.commands import tidy_files
from app.documents.queries import verify_files
from app.documents.queries.journal_check import verify_journals
from app.engine.queries import get_case_by_number
from app.foundation.errors import NotFound


@click.group("documents")
def documents() -> None:
    """Stored files and journals."""


@documents.command("verify")
@click.option("--case", "number", default="", help="Look only at the case with this number, and at its record.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@with_appcontext
def verify(number: str, as_json: bool) -> None:
    """Compare every file with its hash and every journal with the record. Exit code 1 when something is damaged."""
    case_id = _case_of(number) if number else None
    count, found = verify_files(case_id)
    lines, journals = verify_journals(case_id)
    records = [str(one) for one in verify_stream(f"case:{case_id}").findings] if case_id is not None else []
    damaged = [one for one in found if one.damage != "orphan"]
    if as_json:
        report = {
            "ok": not (damaged or journals or records),
            "files": count,
            "findings": [asdict(one) for one in found],
            "journal_entries": lines,
            "journals": [asdict(one) for one in journals],
            "record": records,
        }
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        for one in found:
            click.echo(f"{one.damage.upper():<8} {one.sha256} {one.file_id} {one.name}".rstrip())
        for wrong in journals:
            click.echo(f"{wrong.damage.upper():<8} journal {wrong.journal_id}: {wrong.number}")
        for broken in records:
            click.echo(f"RECORD   {broken}")
        click.echo(f"{count} files, {len(damaged)} damaged, {len(found) - len(damaged)} contents without a file")
        click.echo(f"{lines} numbers in journals, {len(journals)} damaged")
    if damaged or journals or records:
        raise SystemExit(1)


def _case_of(number: str) -> int:
    try:
        return get_case_by_number(number).id
    except NotFound:
        raise click.ClickException(f"there is no case {number}") from None


@documents.command("tidy")
@click.option("--days", default=7, show_default=True, help="How long a file may wait to be handed in.")
@with_appcontext
def tidy(days: int) -> None:
    """Delete files that were never handed in, and contents without a file."""
    done = tidy_files(older_than=timedelta(days=days), tidied_by=SYSTEM)
    click.echo(f"{done.rows} files and {done.contents} contents deleted")
