"""The one place where a form asks FEEL something: failures become null, never an exception, and are remembered."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from app.feel import FeelError, Function, parse
from app.forms.schema import Feel

_NAME = re.compile(r"[^\W\d]\w*")
_PLAIN = re.compile(r"[^\W\d]\w*\Z")
SPECIAL = frozenset({"this", "parent", "i", "_this_", "_parent_", "_i_"})
MAX_WARNINGS = 50


@lru_cache(maxsize=4_096)
def mentioned(text: str) -> frozenset[str]:
    """Every word of an expression that could be a name; more than its names, never fewer."""
    return frozenset(_NAME.findall(text))


class Evaluator:
    """Evaluates the expressions of one form at one moment."""

    def __init__(self, functions: Mapping[str, Function] | None, now: dt.datetime, odd_names: frozenset[str]) -> None:
        self.functions = functions
        self.now = now
        self.odd_names = odd_names
        self.warnings: list[str] = []

    def value(self, feel: Feel, context: Mapping[str, Any]) -> Any:
        """The value, or None when the expression fails. Only the names that it mentions are handed over."""
        words = mentioned(feel.text)
        handed = {name: context[name] for name in (*words, *self.odd_names) if name in context}
        try:
            expression = parse(feel.text, names=self.odd_names, functions=tuple(self.functions or ()))
            return expression.evaluate(handed, functions=self.functions, now=self.now).value
        except FeelError as error:
            if len(self.warnings) < MAX_WARNINGS:
                self.warnings.append(f"{feel.text[:80]}: {error.en}")
            return None

    def is_true(self, feel: Feel, context: Mapping[str, Any]) -> bool:
        """Whether the expression gives exactly true."""
        return self.value(feel, context) is True


def odd_names(*contexts: Mapping[str, Any]) -> frozenset[str]:
    """The names that are more than one word of letters, which the parser of FEEL must be told."""
    return frozenset(name for context in contexts for name in context if not _PLAIN.match(name))
