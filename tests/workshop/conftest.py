"""The stage of the workshop: the small approval published, its owner and the owner of the north at their browsers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from app.access.models import Role
from app.foundation import clock
from app.processes.commands.drafts import create_draft
from app.processes.queries import get_process, live_version
from tests.approval_stage import Browser as Browser
from tests.approval_stage import browser as browser
from tests.cast import Cast, make_cast, make_person, viewer_of
from tests.engine.stage import publish_approval


@pytest.fixture
def cast(app: Flask) -> Cast:
    """The cast with the approval published, an owner of the north, and a second owner of everything."""
    people = make_cast()
    people.people["north.owner"] = make_person("north.owner", "Владелец севера", (Role.PROCESS_OWNER, "north"))
    people.people["second.owner"] = make_person("second.owner", "Второй владелец", (Role.PROCESS_OWNER, "region"))
    with clock.travel(datetime(2026, 1, 12, tzinfo=UTC)):
        publish_approval()
    return people


@pytest.fixture
def draft_id(cast: Cast) -> int:
    """A draft of the approval, opened by the owner of the region."""
    return open_approval(cast)


def open_approval(cast: Cast, login: str = "region.owner") -> int:
    """Open a draft from the version in force."""
    process = get_process("P")
    live = live_version(process.version_id or 0)
    return create_draft(
        live.package, process_key="P", name=process.name, owner_organisation_id=None, base_version_id=live.version_id,
        created_by=viewer_of(cast.person(login)).actor(), origin="версия 1",
    )  # fmt: skip
