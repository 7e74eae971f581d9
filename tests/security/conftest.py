"""The stage of the security tests: two municipalities that must know nothing of each other."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.security.world import World, make_world


@pytest.fixture
def world(app: Flask) -> World:
    """Both municipalities with a case each."""
    return make_world(app)
