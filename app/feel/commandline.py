"""The pure part of `soglas feel`: one expression, or JSON lines to JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from app.feel.api import names_of, parse, parse_unary
from app.feel.budget import STANDARD
from app.feel.errors import FeelError, Notice
from app.feel.messages import say
from app.feel.runtime import Run
from app.feel.values.functions import Function
from app.feel.values.json import from_json, to_json
from app.feel.values.kinds import Value, kind_of

Functions = Mapping[str, Function] | None


def run_expression(text: str, context_json: str = "{}", *, functions: Functions = None) -> dict[str, Any]:
    """Evaluate an expression over a JSON context: {"value", "type"} with warnings, or {"error"}."""
    try:
        context = _context(context_json)
        value, notices = _evaluate(text, context, functions)
    except FeelError as error:
        return {"error": {"ru": error.ru, "en": error.en, "position": error.position}}
    except (ValueError, OverflowError) as problem:
        ru, en = say("bad-context", reason=problem)
        return {"error": {"ru": ru, "en": en, "position": 0}}
    answer: dict[str, Any] = {"value": to_json(value), "type": kind_of(value)}
    if notices:
        answer["warnings"] = [{"ru": each.ru, "en": each.en, "position": each.position} for each in notices]
    return answer


def run_batch(lines: Iterable[str], *, functions: Functions = None) -> Iterator[str]:
    """Answer JSON lines `{"id","expression","context","unary"}` one by one.

    `unary` is true for a test of a decision-table cell, whose input is `?` in the context (or `input`),
    or it is that input itself. A typed value is `{"@type": "date", "value": "2026-08-15"}`. Each
    answer is `{"id","value","type"}` or `{"id","error"}`, given before the next line is read.
    """
    for line in lines:
        if line.strip():
            yield json.dumps(_line(line, functions), ensure_ascii=False)


def _line(line: str, functions: Functions) -> dict[str, Any]:
    key: Any = None
    try:
        task = json.loads(line, parse_float=_number, parse_int=_number)
        if not isinstance(task, dict):
            return {"id": None, "error": "The line is no JSON object."}
        key = to_json(task["id"]) if isinstance(task.get("id"), str | Decimal) else None
        value = _task(task, functions)
    except FeelError as error:
        return {"id": key, "error": error.en}
    except (ValueError, OverflowError, RecursionError) as problem:
        return {"id": key, "error": say("bad-context", reason=problem)[1]}
    return {"id": key, "value": to_json(value), "type": kind_of(value)}


def _task(task: Mapping[str, Any], functions: Functions) -> Value:
    text = task.get("expression")
    context = from_json(task.get("context") or {})
    if not isinstance(text, str) or not isinstance(context, dict):
        raise ValueError("expression must be text and context an object")
    unary = task.get("unary")
    if unary is None or unary is False:
        return _evaluate(text, context, functions)[0]
    given = _input(task, context) if unary is True else from_json(unary)
    expression = parse_unary(text, names=names_of(context), functions=functions or ())
    return expression.test(given, Run(context, STANDARD, functions=functions))


def _input(task: Mapping[str, Any], context: Mapping[str, Any]) -> Value:
    """Find the input of a unary test: `?` of the context, or `input` of the line or the context."""
    if "?" in context:
        return context["?"]
    return from_json(task["input"]) if "input" in task else context.get("input")


def _evaluate(text: str, context: Mapping[str, Any], functions: Functions) -> tuple[Value, tuple[Notice, ...]]:
    expression = parse(text, names=names_of(context), functions=functions or ())
    evaluation = expression.evaluate(context, functions=functions)
    return evaluation.value, evaluation.warnings


def _context(text: str) -> dict[str, Any]:
    try:
        context = from_json(json.loads(text or "{}", parse_float=_number, parse_int=_number))
    except RecursionError:
        raise ValueError("too deep") from None
    if not isinstance(context, dict):
        raise ValueError("not an object")
    return context


def _number(text: str) -> Decimal | None:
    """Read a JSON number exactly; one beyond all bounds is null."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
