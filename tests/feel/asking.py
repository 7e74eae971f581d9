"""Short ways to ask FEEL something in a test."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from app.feel import Evaluation, FeelSyntaxError, parse
from app.feel.api import names_of
from app.feel.values import to_json

NOW = datetime(2026, 8, 13, 9, 30, tzinfo=UTC)


def ask(text: str, context: Mapping[str, Any] | None = None, **named: Any) -> Any:
    """Give the value of an expression in JSON form, at a fixed moment."""
    return to_json(ask_fully(text, context, **named).value)


def ask_fully(text: str, context: Mapping[str, Any] | None = None, **named: Any) -> Evaluation:
    """Give value and warnings."""
    data = {**(context or {}), **named}
    return parse(text, names=names_of(data)).evaluate(data, now=NOW)


def refusal(text: str) -> FeelSyntaxError:
    """Give the error of a text that must not parse."""
    try:
        parse(text)
    except FeelSyntaxError as error:
        return error
    raise AssertionError(f"parsed: {text}")
