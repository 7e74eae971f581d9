"""A whole installation on the present time: real processes of their own work on its database."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from app.access.commands.sessions import begin_session
from app.access.routes.guard import cookie_name
from app.foundation.database import db
from app.foundation.transaction import command
from tests.cast import Cast, make_cast
from tests.faults.browsing import RealBrowser
from tests.faults.nursery import Nursery
from tests.remembering import empty_tables


@pytest.fixture
def house(session_app: Flask) -> Iterator[Cast]:
    """The cast in an empty database, by the clock on the wall: servers and workers beside us have no other."""
    with session_app.app_context():
        empty_tables()
        yield make_cast()
        db.session.rollback()
        db.session.remove()


@pytest.fixture(scope="session")
def session_nursery(session_app: Flask) -> Iterator[Nursery]:
    """One nursery a kind of database."""
    with Nursery(session_app.config["SOGLAS"].var, session_app.config["SQLALCHEMY_DATABASE_URI"]) as made:
        yield made


@pytest.fixture
def nursery(session_nursery: Nursery, house: Cast) -> Iterator[Nursery]:
    """What starts servers and workers on the database of the test; none of them outlives it."""
    yield session_nursery
    session_nursery.empty()


@pytest.fixture
def browser(house: Cast) -> Callable[[str, int], RealBrowser]:
    """Give a browser in which a person is signed in, for a server on a port."""

    def make(login: str, port: int) -> RealBrowser:
        token = command(begin_session)(house.person(login).id, address="127.0.0.1", browser="test", hours=12)
        return RealBrowser(port=port, cookies={cookie_name(): token})

    return make
