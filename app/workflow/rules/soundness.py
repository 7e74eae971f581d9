"""Rules of the group soundness."""

from __future__ import annotations

from app.workflow.findings import Rule

SOUNDNESS_RULES: tuple[Rule, ...] = ()
