"""The stage of assignments: the cast, the small approval and the shipped process «Поручение», and browsers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from app.audit.models import SYSTEM
from app.foundation import clock
from app.processes.commands import publish_version
from app.processes.queries.live import forget_versions
from tests.approval_stage import browser as browser
from tests.cast import Cast, make_cast
from tests.engine.stage import publish_approval
from tests.processes.stories import package_of


@pytest.fixture
def cast(app: Flask) -> Cast:
    """The people of the north and the south, with both processes published."""
    forget_versions()
    people = make_cast()
    with clock.travel(datetime(2026, 1, 12, tzinfo=UTC)):
        publish_approval()
        publish_version(package_of("assignment"), published_by=SYSTEM)
    return people
