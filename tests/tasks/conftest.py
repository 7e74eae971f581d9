"""The stage of these pages."""

from __future__ import annotations

from tests.approval_stage import Browser as Browser
from tests.approval_stage import browser as browser
from tests.approval_stage import cast as cast
