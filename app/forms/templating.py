"""The template language of form-js texts: `{{expression}}`, `{{#if}}…{{/if}}`, `{{#loop}}…{{/loop}}`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from app.forms.evaluation import Evaluator
from app.forms.messages import say
from app.forms.moments import show_moment
from app.forms.numerals import show_number
from app.forms.schema import Feel

_TAG = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
MAX_TURNS = 500


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a template: plain text, a value, a condition or a repetition."""

    kind: str
    text: str = ""
    feel: Feel | None = None
    inner: tuple[Piece, ...] = ()


class TemplateError(ValueError):
    """A block of a template is not closed, or closed without being open."""


def is_template(text: str) -> bool:
    """Whether the text holds anything to be worked out."""
    return text.startswith("=") or "{{" in text


@lru_cache(maxsize=2_048)
def pieces(text: str) -> tuple[Piece, ...]:
    """The parts of a template. Raises TemplateError when its blocks do not match."""
    if text.startswith("="):
        return (Piece("value", feel=Feel(text[1:].strip())),)
    stack: list[tuple[str, Feel | None, list[Piece]]] = [("", None, [])]
    place = 0
    for found in _TAG.finditer(text):
        if found.start() > place:
            stack[-1][2].append(Piece("text", text=text[place : found.start()]))
        place = found.end()
        _tag(found.group(1).strip(), stack)
    if len(stack) != 1:
        raise TemplateError(stack[-1][0])
    stack[0][2].append(Piece("text", text=text[place:]))
    return tuple(stack[0][2])


def _tag(tag: str, stack: list[tuple[str, Feel | None, list[Piece]]]) -> None:
    if tag.startswith(("#if ", "#loop ")):
        kind, _, expression = tag[1:].partition(" ")
        stack.append((kind, Feel(expression.strip()), []))
    elif tag.startswith("/"):
        kind, feel, inner = stack.pop() if len(stack) > 1 else ("", None, [])
        if kind != tag[1:].strip():
            raise TemplateError(tag)
        stack[-1][2].append(Piece(kind, feel=feel, inner=tuple(inner)))
    elif tag:
        stack[-1][2].append(Piece("value", feel=Feel(tag.removeprefix("=").strip())))


def expressions_in(text: str) -> Iterator[tuple[Feel, bool]]:
    """Every expression of a template, and whether it stands inside a loop (where names come from the item)."""
    yield from _expressions(pieces(text), inside_loop=False)


def _expressions(parts: tuple[Piece, ...], inside_loop: bool) -> Iterator[tuple[Feel, bool]]:
    for part in parts:
        if part.feel is not None:
            yield part.feel, inside_loop
        yield from _expressions(part.inner, inside_loop or part.kind == "loop")


def fill(
    text: str, context: Mapping[str, Any], evaluator: Evaluator, locale: str, escape: Callable[[str], str] = str
) -> str:
    """The text with its values; each value passes `escape`. A template that cannot be read is given back as it is."""
    if not is_template(text):
        return text
    try:
        parts = pieces(text)
    except TemplateError:
        return text
    return "".join(_render(parts, context, evaluator, locale, escape))


def _render(
    parts: tuple[Piece, ...],
    context: Mapping[str, Any],
    evaluator: Evaluator,
    locale: str,
    escape: Callable[[str], str],
) -> Iterator[str]:
    for part in parts:
        if part.feel is None:
            yield part.text
            continue
        value = evaluator.value(part.feel, context)
        if part.kind == "value":
            yield escape(words_for(value, locale))
        elif part.kind == "if" and value is True:
            yield from _render(part.inner, context, evaluator, locale, escape)
        elif part.kind == "loop" and isinstance(value, list):
            for item in value[:MAX_TURNS]:
                inner = {
                    **context,
                    **(item if isinstance(item, Mapping) else {}),
                    "this": item,
                    "_this_": item,
                    "parent": context,
                    "_parent_": context,
                }
                yield from _render(part.inner, inner, evaluator, locale, escape)


def words_for(value: object, locale: str) -> str:
    """Any value as people read it: «107 265», «1 сентября 2026 года», «да»."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return say("yes" if value else "no", locale)
    if isinstance(value, Decimal | int) and Decimal(value).is_finite():
        return show_number(value, locale)
    if isinstance(value, float):
        return show_number(Decimal(str(value)), locale) if abs(value) < 1e30 else str(value)
    if isinstance(value, dt.date | dt.time):
        return show_moment(value, locale)
    if isinstance(value, list | tuple):
        return ", ".join(words_for(item, locale) for item in value[:200])
    if isinstance(value, Mapping):
        label = value.get("label")
        return (
            str(label)
            if isinstance(label, str) and label
            else "; ".join(f"{key}: {words_for(item, locale)}" for key, item in list(value.items())[:50])
        )
    return str(value)
