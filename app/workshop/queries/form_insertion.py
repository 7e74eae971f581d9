"""Put fields into a form: names and ids that are taken get others, also in the expressions that read them."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from app.forms import SchemaRefused, parse_schema

SHIPPED: Final = Path(__file__).resolve().parent.parent / "question_bank.json"
_EXPRESSIONS: Final = frozenset({"hide", "expression", "valuesExpression", "min", "max", "readonly", "required"})


def with_fields(schema: Mapping[str, Any], components: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return a form with the fields at its end; raises SchemaRefused when the server could not draw the whole."""
    form = copy.deepcopy(dict(schema))
    held = form.get("components")
    present = held if isinstance(held, list) else []
    added = renamed(components, _names(present, "key") | _names(present, "path"), _names(present, "id"))
    form["components"] = [*present, *added]
    parse_schema(form)
    return form


def renamed(components: Sequence[Mapping[str, Any]], keys: set[str], ids: set[str]) -> list[dict[str, Any]]:
    """Return copies of fields under names and ids that are not taken."""
    added = [copy.deepcopy(dict(one)) for one in components]
    others = {key: _free(key, keys) for key in _names(added, "key") | _names(added, "path") if key in keys}
    for component in _walk(added):
        for name in ("key", "path"):
            if isinstance(component.get(name), str):
                component[name] = others.get(component[name], component[name])
        if isinstance(component.get("id"), str):
            component["id"] = _free(component["id"], ids)
            ids.add(component["id"])
    return [_reads(one, others) for one in added] if others else added


def _reads(value: Any, others: Mapping[str, str], name: str = "") -> Any:
    """Return a part of a form whose expressions read the new names."""
    if isinstance(value, dict):
        return {key: _reads(one, others, key) for key, one in value.items()}
    if isinstance(value, list):
        return [_reads(one, others, name) for one in value]
    if not isinstance(value, str) or not (value.startswith("=") or "{{" in value or name in _EXPRESSIONS):
        return value
    pattern = re.compile(r'("(?:[^"\\]|\\.)*")|(?<![\w.])(' + "|".join(map(re.escape, others)) + r")(?!\w)")
    return pattern.sub(lambda found: found[1] or others[found[2]], value)


def _free(name: str, taken: set[str]) -> str:
    return next(one for one in (name, *(f"{name}_{number}" for number in range(2, 10_000))) if one not in taken)


def _names(components: Sequence[Any], name: str) -> set[str]:
    return {one[name] for one in _walk(components) if isinstance(one.get(name), str) and one[name]}


def _walk(components: Sequence[Any]) -> Iterator[dict[str, Any]]:
    waiting = list(components)
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            yield one
            inner = one.get("components")
            waiting += inner if isinstance(inner, list) else []


def labels_of(components: Sequence[Any]) -> list[str]:
    """Return what the fields of a part are called, those of groups after their group."""
    found: list[str] = []
    for one in components:
        if not isinstance(one, dict):
            continue
        label = next((one[name] for name in ("label", "dateLabel", "text") if isinstance(one.get(name), str)), "")
        found += [label] if label else []
        inner = one.get("components")
        found += labels_of(inner) if isinstance(inner, list) else []
    return found


def can_be_drawn(components: Sequence[Any]) -> bool:
    """Say whether fields alone make a form that the server draws."""
    try:
        parse_schema({"type": "default", "id": "part", "schemaVersion": 19, "components": list(components)})
    except SchemaRefused:
        return False
    return True


@lru_cache(maxsize=1)
def shipped_parts() -> tuple[Mapping[str, Any], ...]:
    """Return the parts that come with the system: `id`, `name`, `description` and `components`."""
    return tuple(json.loads(SHIPPED.read_text(encoding="utf-8")))
