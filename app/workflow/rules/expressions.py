"""Rules of the group expressions."""

from __future__ import annotations

from app.workflow.findings import Rule

EXPRESSIONS_RULES: tuple[Rule, ...] = ()
