"""`soglas demo load`."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app.demo.commands.load import demo_password, is_empty, load_demonstration
from app.demo.queries import demo_people


@click.group()
def demo() -> None:
    """Load the demonstration data."""


@demo.command()
@click.option("--if-empty", is_flag=True, help="Do nothing when there are people already.")
@click.option("--cases", type=int, default=None, help="Play only the first so many cases.")
@with_appcontext
def load(if_empty: bool, cases: int | None) -> None:
    """Make a region with its people and about sixty cases, through the same commands as everything else."""
    if not is_empty():
        if not if_empty:
            raise click.ClickException("there are people already: the demonstration is loaded into an empty database")
    else:
        click.echo("Playing the cases of the demonstration, this takes a minute …")
        made = load_demonstration(cases=cases)
        click.echo(f"{made.organisations} organisations, {made.people} people, {made.cases} cases")
    _print_people()


def _print_people() -> None:
    people = demo_people()
    if not people:
        return
    click.echo("Who can sign in (the sign-in page offers them as cards too):")
    for person in people:
        click.echo(f"  {person.login:<22} {person.title}, {person.place}")
    click.echo(f"  password of all: {demo_password()}")
