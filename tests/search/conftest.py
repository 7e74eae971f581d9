"""The stage of the search: the small approval with a request, and browsers of the cast."""

from __future__ import annotations

from tests.approval_stage import browser as browser
from tests.approval_stage import cast as cast
