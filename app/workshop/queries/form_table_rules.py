"""When a field of a workbook is shown: «Мнение = Против» as the expression that a form understands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from flask_babel import gettext as _

from app.feel import FeelError, parse

CHOICES: Final = frozenset({"radio", "select", "checklist"})
YES: Final = frozenset({"да", "+", "yes", "x", "х", "1", "true"})
NO: Final = frozenset({"", "нет", "-", "no", "0", "false"})
_RULE: Final = re.compile(r"(?P<name>.+?)\s*(?P<sign><=|>=|!=|=|<|>)\s*(?P<value>.+)")
_NUMBER: Final = re.compile(r"-?\d+(?:[.,]\d+)?")
_Fields = Mapping[str, Mapping[str, Any]]


def hidden_when(text: str, known: _Fields) -> tuple[str, str]:
    """Return when a field is hidden: as long as the condition of the workbook is not true; else what is wrong."""
    if text.startswith("="):
        try:
            parse(text)
        except FeelError as problem:
            return "", str(_("The expression cannot be read: %(why)s", why=problem.ru))
        return f"=({text[1:].strip()}) != true", ""
    found = _RULE.fullmatch(text)
    rule = _rule(found["name"], found["sign"], found["value"].strip('«»" '), known) if found else None
    if rule is None:
        return "", str(_("Write a question of this sheet, a sign and an answer: Мнение = Против"))
    return f"=({rule}) != true", ""


def _rule(name: str, sign: str, value: str, known: _Fields) -> str | None:
    wanted = name.strip('«»" ').casefold()
    asked = [key for key, one in known.items() if wanted in {key.casefold(), str(one.get("label", "")).casefold()}]
    if not asked:
        return None
    key, component = asked[0], known[asked[0]]
    is_equality = sign in {"=", "!="}
    match component["type"]:
        case "radio" | "select" | "checklist" if is_equality:
            return _choice(key, component, sign, value)
        case "checkbox" if is_equality and value.casefold() in YES | NO:
            return f"{key} {sign} {'true' if value.casefold() in YES else 'false'}"
        case "number" if _NUMBER.fullmatch(value):
            return f"{key} {sign} {value.replace(',', '.')}"
        case "textfield" | "textarea" if is_equality and '"' not in value and "\\" not in value:
            return f'{key} {sign} "{value}"'
    return None


def _choice(key: str, component: Mapping[str, Any], sign: str, value: str) -> str | None:
    options = {str(one["label"]).casefold(): str(one["value"]) for one in component["values"]}
    chosen = options.get(value.casefold()) or (value if value in options.values() else None)
    if chosen is None:
        return None
    if component["type"] != "checklist":
        return f'{key} {sign} "{chosen}"'
    holds = f'list contains({key}, "{chosen}")'
    return holds if sign == "=" else f"not({holds})"
