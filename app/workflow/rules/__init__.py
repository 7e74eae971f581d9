"""The table of every rule that the publishing checks know, one group a file."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.workflow.findings import Rule
from app.workflow.rules.bindings import BINDINGS_RULES
from app.workflow.rules.expressions import EXPRESSIONS_RULES
from app.workflow.rules.soundness import SOUNDNESS_RULES
from app.workflow.rules.support import SUPPORT_RULES
from app.workflow.rules.xml import XML_RULES

_ALL = (*XML_RULES, *SUPPORT_RULES, *SOUNDNESS_RULES, *EXPRESSIONS_RULES, *BINDINGS_RULES)

RULES: Mapping[str, Rule] = MappingProxyType({rule.id: rule for rule in _ALL})

__all__ = ["RULES"]
