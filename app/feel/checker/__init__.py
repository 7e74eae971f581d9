"""The static check: syntax, names and clear type errors before an expression is published."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from app.feel.api import parse, parse_unary
from app.feel.errors import FeelError, Problem
from app.feel.types import FeelType


def check(
    text: str,
    types: Mapping[str, FeelType],
    *,
    functions: Collection[str] = (),
    unary: bool = False,
    strict: bool = True,
) -> list[Problem]:
    """Check an expression against the known names and their types; an empty list is good."""
    names = list(types)
    try:
        (parse_unary if unary else parse)(text, names=names, functions=functions)
    except FeelError as error:
        return [
            Problem(
                position=error.position,
                length=error.length,
                ru=error.ru,
                en=error.en,
                code=error.code,
            )  # fmt: skip
        ]
    return []
