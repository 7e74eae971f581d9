"""The static check: syntax, names and clear type errors before an expression is published."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from app.feel.api import parse, parse_unary
from app.feel.checker.inference import Inference
from app.feel.checker.scope import Scope
from app.feel.errors import FeelError, Problem
from app.feel.types import ANY, FeelType

_DEPTH = 6


def check(
    text: str,
    types: Mapping[str, FeelType],
    *,
    functions: Collection[str] = (),
    unary: bool = False,
    strict: bool = True,
) -> list[Problem]:
    """Check an expression against the known names and their types; an empty list is good.

    `functions` are further function names; a mapping of Function also gives their argument counts.
    For unary tests the type of the input stands in `types` under "?". Without `strict` an unknown
    name is let through, as where a context may hold more than is declared.
    """
    names = [*types, *(name for held in types.values() for name in _inner(held, _DEPTH))]
    try:
        expression = (parse_unary if unary else parse)(text, names=names, functions=functions)
    except FeelError as error:
        return [Problem(position=error.position, length=error.length, ru=error.ru, en=error.en, code=error.code)]
    scope = Scope({**types, "?": types.get("?", ANY)} if unary else dict(types), open=not strict)
    inference = Inference(functions)
    inference.infer(expression.tree, scope)
    return inference.problems


def result_type(text: str, types: Mapping[str, FeelType], *, functions: Collection[str] = ()) -> FeelType:
    """Say of what type the value of an expression will be, `Any` when nobody can tell; raises as parse does."""
    names = [*types, *(name for held in types.values() for name in _inner(held, _DEPTH))]
    expression = parse(text, names=names, functions=functions)
    return Inference(functions).infer(expression.tree, Scope(dict(types), open=True))


def _inner(held: FeelType, depth: int) -> Iterator[str]:
    if depth and held.item is not None:
        yield from _inner(held.item, depth - 1)
    for name, field in held.fields if depth else ():
        yield name
        yield from _inner(field, depth - 1)
