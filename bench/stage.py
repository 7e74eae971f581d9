"""A whole installation in a scratch database: the cast, the measured process, people who act, browsers that post."""

from __future__ import annotations

import os
import re
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import OperationalError
from werkzeug.test import EnvironBuilder, run_wsgi_app

from app.access.commands.sessions import begin_session
from app.access.routes.guard import cookie_name
from app.audit.models import SYSTEM, Actor
from app.engine.commands import complete_task, start_case
from app.engine.models import TaskState, UserTask
from app.factory import create_app
from app.foundation.database import db
from app.foundation.transaction import command
from app.processes.commands import publish_version
from app.processes.queries import forget_versions
from app.workflow.package import Package
from bench.process import FORM_DATA, KEY, our_package
from config import Config
from tests.cast import Cast, make_cast

LOCAL_SERVER = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
SCHOOL, OFFICER = "north-1.admin", "north.officer"


@dataclass(kw_only=True)
class Installation:
    """One installation with one database; `url` is its SQLAlchemy address."""

    app: Flask
    url: str
    cast: Cast
    folder: Path
    person_ids: Mapping[str, int]

    @property
    def backend(self) -> str:
        """Return `sqlite` or `postgresql`."""
        return "postgresql" if self.url.startswith("postgresql") else "sqlite"

    def actor(self, login: str) -> Actor:
        """Return a person as the one who acts."""
        return self.cast.viewer(login).actor()

    def publish(self, package: Package) -> None:
        """Publish a package."""
        publish_version(package, published_by=SYSTEM)

    def start(self, key: str = KEY) -> int:
        """Open a case for a school and return its id."""
        started = start_case(process_key=key, organisation_id=self.cast.id("north-1"), started_by=self.actor(SCHOOL))
        return started.case_id

    def open_task(self, case_id: int) -> Any:
        """Return the one open task of a case: `id`, `ver`, `element_id`, `engine_task_id`."""
        columns = (UserTask.id, UserTask.ver, UserTask.element_id, UserTask.engine_task_id)
        row = db.session.execute(
            select(*columns).where(UserTask.case_id == case_id, UserTask.state == TaskState.OPEN)
        ).one()
        db.session.rollback()
        return row

    def fill(self, case_id: int, data: Mapping[str, Any] = FORM_DATA) -> None:
        """Do the filling task of a case."""
        task = self.open_task(case_id)
        complete_task(task.id, task.ver, data, completed_by=self.actor(SCHOOL))

    def connect(self) -> Any:
        """Return a plain connection of the driver, as durable as those of the application."""
        if self.backend == "postgresql":
            return psycopg.connect(self.url.replace("+psycopg", "", 1))
        connection = sqlite3.connect(self.url.removeprefix("sqlite:///"), isolation_level=None, timeout=15)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-16000"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def version(self) -> str:
        """Return the version of the database."""
        if self.backend == "sqlite":
            return f"SQLite {sqlite3.sqlite_version}, WAL, synchronous=FULL"
        found = db.session.execute(text("SHOW server_version")).scalar_one()
        fsync = db.session.execute(text("SHOW fsync")).scalar_one()
        kept = db.session.execute(text("SHOW synchronous_commit")).scalar_one()
        db.session.rollback()
        return f"PostgreSQL {found}, fsync={fsync}, synchronous_commit={kept}"


@dataclass(kw_only=True)
class Browser:
    """A signed-in browser that talks to the WSGI application itself; requests are made ready before they are timed."""

    app: Flask
    cookies: dict[str, str]
    form_token: str = ""

    def get(self, path: str) -> str:
        """Fetch a page, keep its cookies and its form token."""
        with self.app.app_context():
            body, status, headers = run_wsgi_app(self.app, self._environ(path), buffered=True)
        page = b"".join(body).decode()
        assert status.startswith("200"), f"{path}: {status}"
        for line in headers.getlist("Set-Cookie"):
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        self.form_token = found[1] if found else self.form_token
        return page

    def ready_get(self, path: str) -> dict[str, Any]:
        """Return a request for a page, ready to be sent."""
        return self._environ(path)

    def ready_post(self, path: str, posted: dict[str, str]) -> dict[str, Any]:
        """Return a submission, ready to be sent."""
        return self._environ(path, method="POST", data={"csrf_token": self.form_token, **posted})

    def send(self, environ: dict[str, Any]) -> str:
        """Send what was made ready, in a context of its own as a server would; return the status."""
        with self.app.app_context():
            _body, status, _headers = run_wsgi_app(self.app, environ, buffered=True)
        return status

    def _environ(self, path: str, **more: Any) -> dict[str, Any]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = [("Cookie", cookies), ("Accept", "text/html"), ("Accept-Language", "ru")]
        return EnvironBuilder(path=path, headers=headers, base_url="http://127.0.0.1:8000", **more).get_environ()


def browser_of(installation: Installation, login: str) -> Browser:
    """Return a new browser in which this person is signed in."""
    person_id = installation.person_ids[login]
    with installation.app.app_context():
        token = command(begin_session)(person_id, address="127.0.0.1", browser="bench", hours=12)
        name = cookie_name()
    browser = Browser(app=installation.app, cookies={name: token})
    browser.get("/tasks")
    return browser


@contextmanager
def installation(server: str | None, folder: Path) -> Iterator[Installation]:
    """Make an installation with the cast and the measured process, inside its application context; drop it after."""
    with ExitStack() as stack:
        var = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="soglas-bench-", dir=folder)))
        url = stack.enter_context(_scratch_database(server)) if server else f"sqlite:///{var / 'soglas.db'}"
        app = create_app(Config(var=str(var), database_url=url, worker="none", secret_key="a key for the bench only"))
        with app.app_context():
            forget_versions()
            db.create_all()
            cast = make_cast()
            ids = {login: person.id for login, person in cast.people.items()}
            made = Installation(app=app, url=url, cast=cast, folder=var, person_ids=ids)
            made.publish(our_package())
            try:
                yield made
            finally:
                db.session.remove()
                db.engine.dispose()
                forget_versions()


@contextmanager
def _scratch_database(server: str) -> Iterator[str]:
    _scratch_database.count = getattr(_scratch_database, "count", 0) + 1  # type: ignore[attr-defined]
    name = f"soglas_bench_{os.getpid()}_{_scratch_database.count}"  # type: ignore[attr-defined]
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield admin.url.set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        admin.dispose()


def find_server(given: str) -> str | None:
    """Return the PostgreSQL server to measure on: the one given, else the local one when it answers."""
    url = given or os.environ.get("TEST_DATABASE_URL", "") or LOCAL_SERVER
    for old in ("postgres://", "postgresql://"):
        if url.startswith(old):
            url = "postgresql+psycopg://" + url[len(old) :]
    engine = create_engine(url, connect_args={"connect_timeout": 3})
    try:
        engine.connect().close()
    except OperationalError:
        if given:
            raise
        return None
    finally:
        engine.dispose()
    return url
