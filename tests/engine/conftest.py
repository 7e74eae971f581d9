"""The cast for the tests of the engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from app.engine.handlers import registry
from tests.cast import Cast, make_cast


@pytest.fixture
def cast(app: Flask) -> Cast:
    """Everybody, in an empty database."""
    return make_cast()


@pytest.fixture(autouse=True)
def own_handlers() -> Iterator[None]:
    """Let what a test registers be forgotten after it."""
    kept = dict(registry._handlers)
    yield
    registry._handlers.clear()
    registry._handlers.update(kept)
