"""The stage of discussions: the small approval, its people, and their browsers."""

from __future__ import annotations

from tests.approval_stage import browser as browser
from tests.approval_stage import cast as cast
