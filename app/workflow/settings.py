"""The settings of a process: terms and limits that stand in the diagram as data, each with its unit and source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

PREFIX: Final = "soglas:setting:"
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A term or limit: a number or a text, its unit, and where it comes from ([DOC] printed, [DEF] a default)."""

    name: str
    value: Any
    unit: str
    source: str


def read_settings(properties: Mapping[str, str]) -> Mapping[str, Setting]:
    """Return the settings among the properties of a process, `value | unit | source`, by name."""
    found: dict[str, Setting] = {}
    for name, text in properties.items():
        if name.startswith(PREFIX):
            value, unit, source = ([part.strip() for part in text.split("|", 2)] + ["", ""])[:3]
            key = name.removeprefix(PREFIX)
            found[key] = Setting(name=key, value=setting_value(value), unit=unit, source=source)
    return found


def settings_variable(settings: Mapping[str, Setting]) -> dict[str, Any]:
    """Return the variable `settings` that expressions see: plain values by name."""
    return {name: setting.value for name, setting in settings.items()}


def setting_value(text: str) -> Any:
    """Return the value that a text means: a number, yes or no, else the text itself."""
    if _NUMBER.fullmatch(text):
        return Decimal(text.replace(",", "."))
    return {"true": True, "false": False}.get(text, text)
