"""The table of all functions and words of the language, for completion in editors and for reading."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.feel.builtins.registry import builtins
from app.feel.checker.results import RESULTS
from app.feel.messages import kind_name
from app.feel.types import ANY
from app.feel.values.functions import Function

FAMILIES: Mapping[str, tuple[str, str]] = {
    "conversion": ("Превращения", "Conversion"),
    "boolean": ("Да и нет", "Boolean"),
    "string": ("Тексты", "Text"),
    "list": ("Списки", "Lists"),
    "numeric": ("Числа", "Numbers"),
    "date and time": ("Дата и время", "Date and time"),
    "range": ("Промежутки", "Ranges"),
    "temporal": ("Календарь", "Calendar"),
    "sort": ("Порядок", "Sorting"),
    "context": ("Группы полей", "Contexts"),
    "given": ("Свои функции", "Further functions"),
}


def function_table(functions: Mapping[str, Function] | None = None) -> list[dict[str, Any]]:
    """Give every function as plain data for JSON: name, family, ways to call it, result, descriptions.

    `functions` are further functions offered beside the builtin ones.
    """
    table = []
    for known in builtins():
        ways = [
            [_parameter(p.name, p.written, p.optional, p.variadic) for p in signature.params]
            for signature in known.signatures
        ]
        result = str(RESULTS.get(known.name, ANY))
        table.append(_entry(known.name, known.family, ways, result, known.ru, known.en))
    for name, function in (functions or {}).items():
        way = [_parameter(p.name, p.type, p.optional, p.variadic) for p in function.parameters()]
        table.append(_entry(name, "given", [way], function.result, function.ru, function.en))
    return table


def _entry(name: str, family: str, ways: list[list[dict[str, Any]]], result: str, ru: str, en: str) -> dict[str, Any]:
    family_ru, family_en = FAMILIES[family]
    usage = [f"{name}({', '.join(_written(parameter) for parameter in way)})" for way in ways]
    return {
        "name": name,
        "family": family,
        "family_ru": family_ru,
        "family_en": family_en,
        "usage": usage,
        "signatures": ways,
        "result": result,
        "ru": ru,
        "en": en,
    }


def _parameter(name: str, held: str, optional: bool, variadic: bool) -> dict[str, Any]:
    kinds = [kind_name(kind) for kind in held.split("/")]
    return {
        "name": name,
        "type": held.replace("/", " or "),
        "type_ru": " или ".join(ru for ru, _ in kinds),
        "optional": optional,
        "variadic": variadic,
    }


def _written(parameter: Mapping[str, Any]) -> str:
    name = str(parameter["name"]) + ("…" if parameter["variadic"] else "")
    return f"[{name}]" if parameter["optional"] else name
