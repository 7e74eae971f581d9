"""What many tests begin with is made once by commands and copied back for the others, row by row as it was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

from app.foundation import clock
from app.foundation.database import db
from app.processes.queries import forget_versions

Rows = dict[str, list[Any]]
_kept: dict[tuple[str, str, datetime], Rows | str] = {}


def remembered(name: str, make: Callable[[], object]) -> bool:
    """Let an empty database hold what `make` writes at this moment of the clock; say whether it was only copied.

    Under a clock that runs nothing is remembered, nor in a database that holds something already: every command
    leaves an entry in the record.
    """
    if not clock.is_travelling() or db.session.scalar(text("SELECT 1 FROM audit_entry LIMIT 1")):
        make()
        return False
    key = (db.engine.url.render_as_string(), name, clock.now())
    found = _kept.get(key)
    if found is None:
        make()
        db.session.commit()
        with db.engine.begin() as connection:
            _kept[key] = _copy_of(connection)
        return False
    db.session.rollback()
    with db.engine.begin() as connection:
        _put_back(connection, found)
    return True


def empty_tables() -> None:
    """Leave no row in any table, and let ids begin at 1 again; only tables that hold something cost anything."""
    forget_versions()
    names = [table.name for table in reversed(db.metadata.sorted_tables)]
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            _empty_postgresql(connection, names)
        else:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            for name in names:
                connection.execute(text(f"DELETE FROM {name}"))


_EMPTY = """
DO $$
DECLARE name text; filled boolean;
BEGIN
    FOREACH name IN ARRAY string_to_array('{names}', ',') LOOP
        EXECUTE 'SELECT EXISTS (SELECT 1 FROM ' || quote_ident(name) || ')' INTO filled;
        IF filled THEN EXECUTE 'DELETE FROM ' || quote_ident(name); END IF;
    END LOOP;
END $$
"""
_COUNT_ANEW = """
SELECT setval(quote_ident(sequencename)::regclass, start_value, false)
FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL
"""


def _empty_postgresql(connection: Connection, names: Sequence[str]) -> None:
    # TRUNCATE makes the files of all tables anew: a second a test on a busy disk.
    _without_foreign_keys(connection)
    connection.exec_driver_sql(_EMPTY.format(names=",".join(names)))
    connection.execute(text(_COUNT_ANEW))


def _without_foreign_keys(connection: Connection) -> None:
    if connection.exec_driver_sql("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").scalar_one():
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")


def _copy_of(connection: Connection) -> Rows | str:
    names = [table.name for table in db.metadata.sorted_tables]
    filled = [name for name in names if connection.exec_driver_sql(f"SELECT 1 FROM {name} LIMIT 1").first()]
    if connection.dialect.name == "sqlite":
        return {name: [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {name}")] for name in filled}
    schema = f"kept_{len(_kept)}"
    connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
    back = []
    counted = set(connection.exec_driver_sql("SELECT sequencename FROM pg_sequences").scalars())
    for name in filled:
        connection.exec_driver_sql(f"CREATE TABLE {schema}.{name} AS TABLE public.{name}")
        back.append(f"INSERT INTO public.{name} SELECT * FROM {schema}.{name}")
        if f"{name}_id_seq" in counted:
            back.append(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM public.{name}))")
    return "; ".join(back)


def _put_back(connection: Connection, kept: Rows | str) -> None:
    if isinstance(kept, str):
        _without_foreign_keys(connection)
        connection.exec_driver_sql(kept)
        return
    for name, rows in kept.items():
        places = ", ".join("?" * len(rows[0]))
        connection.exec_driver_sql(f"INSERT INTO {name} VALUES ({places})", rows)
