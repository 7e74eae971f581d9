"""Runs the migrations on the database of the application; a waiting lock gives up instead of stopping everybody."""

from __future__ import annotations

from alembic import context
from flask import current_app
from sqlalchemy import text
from sqlalchemy.engine import Connection

from app.foundation.database import WRITE, UtcTime

LOCK_TIMEOUT = "10s"
STATEMENT_TIMEOUT = "10min"


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Write our own types as the plain ones that they are in the database."""
    if kind == "type" and isinstance(item, UtcTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and type(item).__name__ == "Values":
        return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    return False


def run(connection: Connection) -> None:
    """Run the migrations in one transaction.

    SQLite changes a table by copying it and dropping the old one, which would delete every row that hangs on it:
    foreign keys are off meanwhile, and all of them are checked before the commit.
    """
    if connection.dialect.name == "sqlite":
        # Before SQLAlchemy begins anything: inside a transaction the switch has no effect.
        connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
        connection.execute(text(f"SET statement_timeout = '{STATEMENT_TIMEOUT}'"))
        connection.commit()
    options = current_app.extensions["migrate"].configure_args
    metadata = current_app.extensions["migrate"].db.metadata
    context.configure(connection=connection, target_metadata=metadata, render_item=render_item, **options)
    with context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            broken = connection.execute(text("PRAGMA foreign_key_check")).all()
            if broken:
                raise RuntimeError(f"the migrations would leave rows that hang on nothing: {broken[:5]}")
    if connection.dialect.name == "sqlite":
        connection.commit()
        connection.connection.cursor().execute("PRAGMA foreign_keys=ON")


if context.is_offline_mode():
    engine = current_app.extensions["migrate"].db.engine
    context.configure(url=engine.url, target_metadata=current_app.extensions["migrate"].db.metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    with current_app.extensions["migrate"].db.engine.connect().execution_options(**{WRITE: True}) as opened:
        run(opened)
