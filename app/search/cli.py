"""`soglas search`: build the index anew."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app.search.commands import forget_everything, index_some


@click.group("search")
def search() -> None:
    """The index of the search."""


@search.command("rebuild")
@click.option("--changed", is_flag=True, help="Read only the cases that changed since they were read last.")
@with_appcontext
def rebuild(changed: bool) -> None:
    """Read the texts of all cases anew; people go on working and searching meanwhile."""
    if not changed:
        forget_everything()
    count = 0
    while done := index_some(200):
        count += done
        if count % 10_000 < done:
            click.echo(f"{count} cases …")
    click.echo(f"{count} cases can be searched")
