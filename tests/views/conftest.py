"""The stage of saved views: the small approval, and browsers of the cast."""

from __future__ import annotations

from tests.approval_stage import browser as browser
from tests.approval_stage import cast as cast
