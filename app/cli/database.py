"""`soglas db`: bring the schema of the database to what this version of the program needs."""

from __future__ import annotations

from typing import Any, cast

import click
from flask.cli import with_appcontext
from flask_migrate.cli import db as migrate_group

db = cast(click.Group, migrate_group)


@click.command("upgrade")
@click.option("--sql", is_flag=True, help="Print the statements instead of running them.")
@click.argument("revision", default="head")
@with_appcontext
def upgrade(sql: bool, revision: str) -> None:
    """Bring the database to REVISION (the newest by default); data are kept."""
    from flask_migrate import upgrade as run

    run(revision=revision, sql=sql)
    if not sql:
        click.echo(f"The database is ready: {_where()}")


def _where() -> str:
    from flask import current_app
    from sqlalchemy import make_url

    url: Any = make_url(current_app.config["SQLALCHEMY_DATABASE_URI"])
    return str(url.render_as_string(hide_password=True))


db.add_command(upgrade)
