"""The cast, the two processes of the quarterly report, and a clock that stands in the third quarter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask

from app.audit.models import SYSTEM
from app.foundation import clock
from app.processes.commands import publish_version
from app.workflow.package import load_package
from tests.cast import Cast, make_cast
from tests.processes.stories import QUARTERLY, ROOT
from tests.roadmaps.stage import publish_measures

MAY = datetime(2026, 5, 4, 3, tzinfo=UTC)


@pytest.fixture
def cast(app: Flask) -> Iterator[Cast]:
    """Everybody, as they were in May, and the processes published."""
    with clock.travel(MAY):
        made = make_cast()
        publish_measures()
        for process, diagrams in QUARTERLY.items():
            files = [*(ROOT / "bpmn" / name for name in diagrams), *sorted((ROOT / "forms" / process).glob("*.json"))]
            publish_version(load_package(files), published_by=SYSTEM)
        yield made
