"""What the installation knows of a diagram's roles, when there is a database that can be asked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from app.workflow.checks import Surroundings
    from app.workflow.package import Package


def ask_installation(package: Package) -> Surroundings | None:
    """Return what is known around the package, with the roles that nobody holds; None without a prepared database."""
    from config import ConfigurationError, read_config

    try:
        config = read_config()
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error
    if config.database.startswith("sqlite:///") and not Path(config.database.removeprefix("sqlite:///")).exists():
        return None
    return _ask(package)


def _ask(package: Package) -> Surroundings | None:
    from sqlalchemy.exc import SQLAlchemyError

    from app.factory import create_app
    from app.processes.queries.surroundings import surroundings_of

    try:
        with create_app().app_context():
            return surroundings_of(package)
    except SQLAlchemyError:
        click.echo("The database does not answer or is not prepared: who holds the roles was not checked.", err=True)
        return None
