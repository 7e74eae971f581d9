"""Takes JSON in with limits: size, depth, duplicate keys, NaN, endless numbers."""

from __future__ import annotations

import hashlib
import json
from typing import Any, NoReturn

from app.forms.findings import FormProblem, SchemaRefused

MAX_BYTES = 512 * 1024
MAX_DEPTH = 24
MAX_ITEMS = 40_000
MAX_DIGITS = 40
MAX_TEXT = 100_000


def refuse(code: str, ru: str, en: str) -> NoReturn:
    """Refuse the whole schema for one reason."""
    raise SchemaRefused((FormProblem(code=code, ru=ru, en=en),))


def load_json(data: bytes | str) -> dict[str, Any]:
    """A JSON object from bytes. Raises SchemaRefused for what is too large, too deep, doubled or no JSON."""
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    if len(raw) > MAX_BYTES:
        refuse("too-large", "Файл формы больше 512 КиБ", "The form file is larger than 512 KiB")
    if _nesting(raw) > MAX_DEPTH:
        refuse("too-deep", "Файл формы вложен слишком глубоко", "The form file is nested too deeply")
    try:
        value = json.loads(
            raw.decode("utf-8-sig"),
            object_pairs_hook=_pairs,
            parse_int=_whole,
            parse_float=_fraction,
            parse_constant=_constant,
        )
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        refuse("not-json", "Файл формы не читается как JSON", "The form file cannot be read as JSON")
    if not isinstance(value, dict):
        refuse("not-an-object", "Файл формы должен быть объектом JSON", "The form file must be a JSON object")
    return value


def checked_digest(schema: object) -> tuple[str, int]:
    """SHA-256 and size in bytes of a plain dict. Raises SchemaRefused when it is no plain JSON or too large."""
    if not isinstance(schema, dict):
        refuse("not-an-object", "Форма должна быть объектом JSON", "The form must be a JSON object")
    _walk(schema)
    text = json.dumps(schema, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    raw = text.encode("utf-8", "surrogatepass")
    if len(raw) > MAX_BYTES:
        refuse("too-large", "Форма больше 512 КиБ", "The form is larger than 512 KiB")
    return hashlib.sha256(raw).hexdigest(), len(raw)


def _walk(value: object) -> None:
    """Look at every value without recursion, so that depth cannot hurt."""
    stack: list[tuple[object, int]] = [(value, 1)]
    seen = 0
    while stack:
        item, depth = stack.pop()
        seen += 1
        if depth > MAX_DEPTH or seen > MAX_ITEMS:
            refuse(
                "too-deep",
                "Форма слишком велика или вложена слишком глубоко",
                "The form is too large or nested too deeply",
            )
        if isinstance(item, dict):
            if not all(isinstance(key, str) for key in item):
                refuse("not-json", "Имена в форме должны быть текстом", "Names in the form must be text")
            stack.extend((child, depth + 1) for child in item.values())
        elif isinstance(item, list | tuple):
            stack.extend((child, depth + 1) for child in item)
        else:
            _scalar(item)


def _scalar(item: object) -> None:
    if isinstance(item, str) and len(item) > MAX_TEXT:
        refuse("too-large", "Текст в форме слишком длинный", "A text in the form is too long")
    if isinstance(item, float) and (item != item or item in (float("inf"), float("-inf"))):
        refuse("not-json", "В форме не может быть NaN и бесконечности", "NaN and infinity may not stand in a form")
    if isinstance(item, int) and abs(item) >= 10**MAX_DIGITS:
        refuse("too-large", "Число в форме слишком длинное", "A number in the form is too long")
    if item is not None and not isinstance(item, str | int | float | bool):
        refuse("not-json", "В форме могут быть только значения JSON", "Only JSON values may stand in a form")


def _nesting(raw: bytes) -> int:
    """The deepest nesting of brackets outside strings; one pass, no recursion."""
    depth = deepest = 0
    inside = escaped = False
    for byte in raw:
        if inside:
            if escaped:
                escaped = False
            elif byte == 0x5C:
                escaped = True
            elif byte == 0x22:
                inside = False
        elif byte == 0x22:
            inside = True
        elif byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"]}":
            depth -= 1
    return deepest


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        refuse("duplicate-key", "Имя в файле формы встречается дважды", "A name occurs twice in the form file")
    return result


def _whole(text: str) -> int:
    if len(text) > MAX_DIGITS:
        refuse("too-large", "Число в файле формы слишком длинное", "A number in the form file is too long")
    return int(text)


def _fraction(text: str) -> float:
    if len(text) > MAX_DIGITS:
        refuse("too-large", "Число в файле формы слишком длинное", "A number in the form file is too long")
    return float(text)


def _constant(text: str) -> NoReturn:
    refuse("not-json", "В форме не может быть NaN и бесконечности", "NaN and infinity may not stand in a form")
