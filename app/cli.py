"""The console script `soglas`: commands that need no database load no application."""

from __future__ import annotations

import os
import sys

import click
from flask import Flask
from flask.cli import FlaskGroup


def _make_app() -> Flask:
    from app.factory import create_app

    return create_app()


@click.group(cls=FlaskGroup, create_app=_make_app, add_default_commands=False, add_version_option=False)
def soglas() -> None:
    """Soglas: approval of administrative processes, driven by BPMN diagrams."""


def main() -> None:
    """Run the console script."""
    os.environ.setdefault("FLASK_SKIP_DOTENV", "1")
    sys.exit(soglas.main())


if __name__ == "__main__":
    main()
