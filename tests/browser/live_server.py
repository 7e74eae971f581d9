"""The whole application behind a real port, with its own database, its own cast and the shipped processes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from waitress.server import create_server

from app.access.commands.sessions import begin_session
from app.access.models import Person
from app.access.routes.guard import cookie_name
from app.audit.models import SYSTEM
from app.foundation import clock
from app.foundation.database import db
from app.foundation.transaction import command
from app.organisation.models import Organisation
from app.processes.commands import publish_version
from tests.cast import Cast, make_cast
from tests.conftest import A_TUESDAY, make_app
from tests.processes.stories import package_of

PROCESSES = ("staffing-approval", "programme-review")


@dataclass(frozen=True, kw_only=True)
class LiveServer:
    """A running server, the logins of its people, and the way to become one of them."""

    address: str
    app: Flask
    logins: tuple[str, ...]

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Let a test act by commands, as if somebody else did meanwhile."""
        with self.app.app_context(), self.app.test_request_context():
            try:
                yield
            finally:
                db.session.remove()

    def cast(self) -> Cast:
        """Return the people and organisations by name; called inside."""
        organisations = {one.code: one for one in db.session.scalars(select(Organisation))}
        people = {one.login: one for one in db.session.scalars(select(Person))}
        db.session.expunge_all()
        return Cast(organisations=organisations, people=people)

    def cookie_of(self, login: str) -> dict[str, str]:
        """Return the cookie of a new session of this person, as a browser keeps it."""
        with self.app.app_context(), self.app.test_request_context():
            person = db.session.scalars(select(Person).where(Person.login == login)).one()
            token = command(begin_session)(person.id, address="127.0.0.1", browser="test", hours=12)
            name = cookie_name()
            db.session.remove()
        return {"name": name, "value": token, "url": self.address}


@contextmanager
def serve(var: Path) -> Iterator[LiveServer]:
    """Serve the application with the cast and the shipped processes until the block ends; the clock stands still."""
    with clock.travel(A_TUESDAY, all_threads=True):
        app = make_app(var, f"sqlite:///{var / 'soglas.db'}")
        with app.app_context():
            db.create_all()
            logins = tuple(make_cast().people)
            publish_library()
            db.session.remove()
        server = create_server(app, host="127.0.0.1", port=0, threads=4)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        try:
            yield LiveServer(address=f"http://127.0.0.1:{server.effective_port}", app=app, logins=logins)
        finally:
            server.close()
            thread.join(timeout=5)
            with app.app_context():
                db.session.remove()
                db.engine.dispose()


def publish_library() -> None:
    """Publish the two processes that people are led through here."""
    for process in PROCESSES:
        publish_version(package_of(process), published_by=SYSTEM, effective_from=datetime(2026, 1, 12, tzinfo=UTC))
