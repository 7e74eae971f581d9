"""Rules of the group support."""

from __future__ import annotations

from app.workflow.findings import Rule

SUPPORT_RULES: tuple[Rule, ...] = ()
