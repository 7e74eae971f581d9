"""`soglas serve`: the pages on one port, with the worker inside the same process unless it runs elsewhere."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from types import FrameType

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from config import Config

THREADS = 8


@click.command("serve")
@click.option("--host", help="Address to listen on; the setting SOGLAS_HOST by default.")
@click.option("--port", type=int, help="Port to listen on; the setting SOGLAS_PORT by default.")
@with_appcontext
def serve(host: str | None, port: int | None) -> None:
    """Serve the pages until stopped by Ctrl+C."""
    import waitress

    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    config: Config = app.config["SOGLAS"]
    _check_schema()
    listen, at = host or config.host, config.port if port is None else port
    server = waitress.create_server(
        app,
        host=listen,
        port=at,
        threads=THREADS,
        ident=None,
        max_request_body_size=int(app.config["MAX_CONTENT_LENGTH"]),
    )
    stop_worker = _start_worker(app) if config.worker != "none" else None
    signal.signal(signal.SIGTERM, _leave)
    click.echo(f"Soglas serves on http://{listen}:{at}/  (Ctrl+C stops it)")
    try:
        server.run()  # returns on Ctrl+C and on SIGTERM: waitress ends its threads first
    finally:
        click.echo("Stopping.")
        server.close()
        if stop_worker:
            stop_worker()


def _check_schema() -> None:
    """Refuse to serve on a database that `soglas db upgrade` has not prepared."""
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError
    from sqlalchemy.exc import OperationalError

    from app.foundation.database import db

    migrations = current_app.extensions["migrate"].migrate.get_config()
    try:
        wanted = set(ScriptDirectory.from_config(migrations).get_heads())
        with db.engine.connect() as connection:
            present = set(MigrationContext.configure(connection).get_current_heads())
    except CommandError as error:
        raise click.ClickException(f"this installation is not complete: {error}") from error
    except OperationalError as error:
        raise click.ClickException(f"the database does not answer: {error.orig}") from error
    if wanted != present:
        raise click.ClickException("the database is not prepared for this version: run «soglas db upgrade» first")


def _start_worker(app: Flask) -> Callable[[], None]:
    """Start the worker inside this process; return what stops it."""
    from app.engine.worker import start_inside

    return start_inside(app)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)
