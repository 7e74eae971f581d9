"""The cast for the tests of the engine."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.cast import Cast, make_cast


@pytest.fixture
def cast(app: Flask) -> Cast:
    """Everybody, in an empty database."""
    return make_cast()
