"""The cast, and the general process of a measure."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.cast import Cast, make_cast
from tests.roadmaps.stage import publish_measures


@pytest.fixture
def cast(app: Flask) -> Cast:
    """Everybody, and the process that carries measures out."""
    made = make_cast()
    publish_measures()
    return made
