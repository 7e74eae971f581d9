"""The pages of this room: for owners of processes, who see only what is theirs."""

from __future__ import annotations

from flask import Flask

from app.operations.handlers import install_migrations
from app.operations.routes.migrations import operations


def install_operations(app: Flask) -> None:
    """Add the pages of this room and let the worker know its jobs."""
    app.register_blueprint(operations)
    install_migrations()
