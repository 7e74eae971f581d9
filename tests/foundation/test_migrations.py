"""The migrations make exactly the tables that the models describe, on both kinds of database, and can be undone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    create_engine,
    insert,
    inspect,
    make_url,
    text,
)

from app.factory import MIGRATIONS
from app.foundation.database import db
from app.search.models import is_of_a_model
from tests.conftest import make_app


@pytest.fixture
def empty_app(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """An application over a database without any table."""
    if backend == "sqlite":
        yield make_app(tmp_path, f"sqlite:///{tmp_path / 'empty.db'}")
        return
    url = make_url(request.getfixturevalue("postgresql_url"))
    name = f"soglas_empty_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    app = make_app(tmp_path, url.set(database=name).render_as_string(hide_password=False))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


def test_migrations_make_what_the_models_describe(empty_app: Flask) -> None:
    with empty_app.app_context():
        upgrade()
        with db.engine.connect() as connection:
            options = {"compare_type": True, "include_name": is_of_a_model}
            context = MigrationContext.configure(connection, opts=options)
            assert compare_metadata(context, db.metadata) == []


def test_migrations_can_be_undone_and_done_again(empty_app: Flask) -> None:
    with empty_app.app_context():
        upgrade()
        downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
        upgrade()
        assert set(db.metadata.tables) <= set(inspect(db.engine).get_table_names())


def test_a_filled_database_keeps_its_rows(empty_app: Flask) -> None:
    """Tables that a migration copies have rows hanging on them: none may go with the old table."""
    filled = ("organisation", "process", "process_version", "process_case", "user_task", "task_candidate")
    with empty_app.app_context():
        upgrade(revision="0002")
        tables = MetaData()
        with db.engine.begin() as connection:
            tables.reflect(connection, only=[*filled, "person"])
            for name in filled:
                connection.execute(insert(tables.tables[name]), [_row(tables.tables[name])])
        upgrade()
        with db.engine.connect() as connection:
            counts = {name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in filled}
            if connection.dialect.name == "sqlite":
                assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
        assert counts == dict.fromkeys(filled, 1)


def _row(table: Table) -> dict[str, Any]:
    """Return a row that every column takes; foreign keys lead to the row 1 where one is demanded."""
    known = {"kind": "school", "status": "running", "state": "open", "id": 1}
    return {column.name: known.get(column.name, _value(column)) for column in table.columns if not column.nullable}


def _value(column: Column[Any]) -> Any:
    kind = column.type
    if column.foreign_keys or isinstance(kind, Integer):
        return 1
    if isinstance(kind, DateTime):
        return datetime(2026, 1, 1, tzinfo=UTC)
    if isinstance(kind, Boolean):
        return True
    if isinstance(kind, LargeBinary):
        return b""
    return {} if isinstance(kind, JSON) else ""


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory(str(MIGRATIONS)).get_heads()) == 1
