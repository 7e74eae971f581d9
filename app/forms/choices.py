"""Options of select, radio and check lists, each with a token that a page can post."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from app.forms.schema import Option

MAX_SHOWN = 2_000


def option_of(item: object) -> Option | None:
    """The option that a listed item means, as form-js reads it; None when it means none."""
    if _is_plain(item):
        return Option(value=item, label=plain_label(item))
    if not isinstance(item, Mapping):
        return None
    label, value = item.get("label"), item.get("value")
    worded = isinstance(label, str) and label != ""
    if _is_plain(value) or (worded and isinstance(value, Mapping) and value):
        return Option(
            value=dict(value) if isinstance(value, Mapping) else value,
            label=str(label) if worded else plain_label(value),
        )
    return None


def options_from(data: object) -> tuple[Option, ...]:
    """The options in a list from data or an expression; what cannot be an option is left out."""
    if not isinstance(data, Sequence) or isinstance(data, str | bytes):
        return ()
    return tuple(option for item in data[:MAX_SHOWN] if (option := option_of(item)) is not None)


def tokens(options: Sequence[Option]) -> dict[str, Option]:
    """A posted text for each option: the value when it is a text, else one made from its content. Order is kept."""
    result: dict[str, Option] = {}
    for option in options:
        token = option.value if isinstance(option.value, str) else _token(option.value)
        while token in result and not same(result[token].value, option.value):
            token += "'"
        result.setdefault(token, option)
    return result


def token_of(value: object, known: Mapping[str, Option]) -> str | None:
    """The token of a value among the known options, None when it is not among them."""
    if isinstance(value, str) and value in known and same(known[value].value, value):
        return value
    return next((token for token, option in known.items() if same(option.value, value)), None)


def same(left: object, right: object) -> bool:
    """Equal as data: 1 equals Decimal(1), but true never equals 1."""
    if isinstance(left, bool) != isinstance(right, bool):
        return False
    if isinstance(left, float) and isinstance(right, Decimal | int):
        return Decimal(str(left)) == right
    if isinstance(right, float) and isinstance(left, Decimal):
        return left == Decimal(str(right))
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    return bool(left == right)


def plain_label(value: object) -> str:
    """The words of a plain value that has no label."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _is_plain(value: object) -> bool:
    return isinstance(value, bool | int | float | Decimal) or (isinstance(value, str) and value != "")


def _token(value: Any) -> str:
    if isinstance(value, bool | int | float | Decimal):
        return plain_label(value)
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return "o-" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
