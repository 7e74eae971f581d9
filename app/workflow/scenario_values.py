"""The values of a scenario are plain JSON; the form says which of its texts are dates and times."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, Final

from app.workflow.scenario import wrong

_KINDS: Final[Mapping[str, Any]] = {"date": date, "time": time, "datetime": datetime}
_MOST_DEPTH: Final = 20


def typed_values(schema: Mapping[str, Any], values: dict[str, Any], depth: int = 0) -> dict[str, Any]:
    """Return the values with dates and times where the form-js schema has them, in groups and rows too.

    The values are changed in place; raises ScenarioWrong for a text that is no date.
    """
    components = schema.get("components")
    for component in components if isinstance(components, list) and depth < _MOST_DEPTH else ():
        if isinstance(component, Mapping):
            _type(component, values, depth)
    return values


def _type(component: Mapping[str, Any], values: dict[str, Any], depth: int) -> None:
    kind, key, path = component.get("type"), component.get("key"), component.get("path")
    if kind == "datetime" and isinstance(key, str):
        value = values.get(key)
        if isinstance(value, str):
            values[key] = _moment(key, value, str(component.get("subtype", "date")))
    elif kind == "group":
        inner = values.get(path) if isinstance(path, str) and path else values
        if isinstance(inner, dict):
            typed_values(component, inner, depth + 1)
    elif kind == "dynamiclist" and isinstance(path, str) and isinstance(values.get(path), list):
        for row in values[path]:
            if isinstance(row, dict):
                typed_values(component, row, depth + 1)


def _moment(key: str, text: str, subtype: str) -> Any:
    try:
        return _KINDS.get(subtype, date).fromisoformat(text)
    except ValueError:
        raise wrong(f"«{key}»: «{text}» — не дата", f'"{key}": "{text}" is no date') from None
