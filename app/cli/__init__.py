"""The console script `soglas`: a table of contents; a command's module is loaded only when it is called."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import click


@dataclass(frozen=True, kw_only=True)
class Lazy:
    """Where a command lives («module:name»), what it is for, and whether it needs the application."""

    target: str
    help: str
    needs_app: bool = True


COMMANDS = {
    "audit": Lazy(target="app.audit.cli:audit", help="Verify the record of what was done."),
    "case": Lazy(target="app.engine.cli:case", help="Show a case."),
    "check": Lazy(target="app.cli.diagrams:check", help="Check diagrams, forms and tables.", needs_app=False),
    "db": Lazy(target="app.cli.database:db", help="Create and upgrade the database."),
    "demo": Lazy(target="app.demo.cli:demo", help="Load the demonstration data."),
    "deploy": Lazy(target="app.processes.cli:deploy", help="Publish diagrams from files."),
    "dmn": Lazy(target="app.cli.expressions:dmn", help="Ask a decision table.", needs_app=False),
    "documents": Lazy(target="app.documents.cli:documents", help="Verify the stored files."),
    "feel": Lazy(target="app.cli.expressions:feel", help="Work out a FEEL expression.", needs_app=False),
    "organisation": Lazy(target="app.organisation.cli:organisation", help="Create and import organisations."),
    "roadmap": Lazy(target="app.roadmaps.cli:roadmap", help="Plans, due dates, applying a plan."),
    "search": Lazy(target="app.search.cli:search", help="Build the index of the search."),
    "serve": Lazy(target="app.cli.serving:serve", help="Serve the pages, with the worker inside."),
    "try": Lazy(target="app.cli.diagrams:try_out", help="Run a diagram headless on a movable clock.", needs_app=False),
    "user": Lazy(target="app.organisation.cli:user", help="Create people, give passwords."),
    "worker": Lazy(target="app.engine.cli:worker", help="Run due timers, jobs and mail."),
}


class LazyGroup(click.Group):
    """A group that imports a command only when it is called, so that the pure ones start at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command; one that needs the application finds it through the context."""
        lazy = COMMANDS.get(cmd_name)
        if lazy is None:
            return None
        if lazy.needs_app and not ctx.resilient_parsing:
            from flask.cli import ScriptInfo

            ctx.obj = ctx.obj or ScriptInfo(create_app=_make_app, load_dotenv_defaults=False)
        return _load(lazy)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, lazy.help) for name, lazy in sorted(COMMANDS.items())])


def _load(lazy: Lazy) -> click.Command:
    module, _, name = lazy.target.partition(":")
    try:
        found: Any = getattr(import_module(module), name)
    except ModuleNotFoundError as error:
        if error.name and (module == error.name or module.startswith(error.name + ".")):
            raise click.ClickException(f"this installation has no {module}") from error
        raise
    if not isinstance(found, click.Command):
        raise TypeError(f"{lazy.target} is no command")
    return found


def _make_app() -> Any:
    from app.factory import create_app
    from config import ConfigurationError

    try:
        return create_app()
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error


@click.command(cls=LazyGroup)
def soglas() -> None:
    """Soglas: approval of administrative processes, driven by BPMN diagrams."""


def main() -> None:
    """Run the console script."""
    sys.exit(soglas.main(prog_name="soglas"))
