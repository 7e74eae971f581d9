"""The shipped processes that need one another, published: checked and compiled once, then copied back."""

from __future__ import annotations

from app.audit.models import SYSTEM
from app.processes.commands import publish_version
from app.processes.queries.live import forget_versions
from tests.processes.stories import IN_ORDER, package_of
from tests.remembering import remembered


def publish_in_order() -> None:
    """Publish every process of IN_ORDER into empty tables, at the moment of the test."""
    forget_versions()
    remembered("processes in order", _publish)


def _publish() -> None:
    for process in IN_ORDER:
        publish_version(package_of(process), published_by=SYSTEM)
