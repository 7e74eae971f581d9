"""The stage of rooms with pages: the small approval, its people as browsers that look at every page they fetch."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.foundation import clock
from app.processes.queries.live import forget_versions
from tests.cast import Cast, make_cast, sign_in
from tests.checked_client import CheckedClient
from tests.engine.stage import publish_approval

Browser = Callable[[str], FlaskClient]


@pytest.fixture
def cast(app: Flask) -> Cast:
    """The people of the north and the south, with the small approval published."""
    forget_versions()
    people = make_cast()
    with clock.travel(datetime(2026, 1, 12, tzinfo=UTC)):
        publish_approval()
    return people


@pytest.fixture
def browser(app: Flask, cast: Cast) -> Browser:
    """Make a browser in which somebody of the cast is signed in: `browser("north-1.admin")`."""
    app.test_client_class = CheckedClient

    def open_for(login: str) -> FlaskClient:
        client = app.test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ru"
        return sign_in(client, cast.person(login))

    return open_for
