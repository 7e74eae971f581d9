"""A JSON Schema (2020-12) of what a form fills in, for programs; one way only, form-js stays the source."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from app.forms.schema import (
    CheckBox,
    ChoiceInput,
    Component,
    Computed,
    FileInput,
    FormSchema,
    Group,
    Input,
    MomentInput,
    NumberInput,
    Rows,
    TextInput,
)
from app.forms.templating import is_template

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def to_json_schema(schema: FormSchema) -> dict[str, Any]:
    """The schema of the answers. What only an expression can say (conditions, bounds) is left to the server."""
    return {
        "$schema": DIALECT,
        "$id": f"urn:soglas:form:{schema.id or schema.digest[:16]}",
        **_object(schema.components),
    }


def _object(components: Sequence[Component]) -> dict[str, Any]:
    result: dict[str, Any] = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
    _gather(components, result)
    return _without_empty(result)


def _gather(components: Sequence[Component], result: dict[str, Any], hideable: bool = False) -> None:
    for component in components:
        may_hide = hideable or component.hide is not None
        if isinstance(component, Group):
            _gather(component.components, result, may_hide)
        elif component.path:
            here = result
            for part in component.path[:-1]:
                here = here["properties"].setdefault(
                    part, {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
                )
            here["properties"][component.path[-1]] = _of(component)
            if isinstance(component, Input) and component.required is True and not may_hide:
                here["required"].append(component.path[-1])


def _without_empty(found: dict[str, Any]) -> dict[str, Any]:
    for inner in found["properties"].values():
        if isinstance(inner, dict) and inner.get("type") == "object" and "required" in inner:
            _without_empty(inner)
    if not found["required"]:
        del found["required"]
    return found


def _of(component: Component) -> dict[str, Any]:
    found = _typed(component)
    if component.label and not is_template(component.label):
        found["title"] = component.label
    if component.description and not is_template(component.description):
        found["description"] = component.description
    if isinstance(component, Computed) or (
        isinstance(component, Input) and (component.disabled or component.readonly is True)
    ):
        found["readOnly"] = True
    return found


def _typed(component: Component) -> dict[str, Any]:
    if isinstance(component, Rows):
        return {
            "type": "array",
            "items": _object(component.components),
            "minItems": component.min_rows,
            "maxItems": component.max_rows,
        }
    if isinstance(component, TextInput):
        return _text(component)
    if isinstance(component, NumberInput):
        return _number(component)
    if isinstance(component, MomentInput):
        return {
            "type": ["string", "null"],
            "format": {"date": "date", "time": "time", "datetime": "date-time"}[component.subtype],
        }
    if isinstance(component, CheckBox):
        return {"type": "boolean"} if component.required is not True else {"const": True}
    if isinstance(component, ChoiceInput):
        return _choice(component)
    if isinstance(component, FileInput):
        most = component.max_files if component.multiple else 1
        return {"type": "array", "items": {"type": "string", "minLength": 1}, "uniqueItems": True, "maxItems": most}
    return {}


def _text(component: TextInput) -> dict[str, Any]:
    found: dict[str, Any] = {"type": ["string", "null"]}
    if isinstance(component.min_length, int):
        found["minLength"] = component.min_length
    if isinstance(component.max_length, int):
        found["maxLength"] = component.max_length
    if component.pattern:
        found["pattern"] = component.pattern
    if component.check == "email":
        found["format"] = "email"
    return found


def _number(component: NumberInput) -> dict[str, Any]:
    found: dict[str, Any] = {"type": ["integer" if component.digits == 0 else "number", "null"]}
    if component.as_text:
        return {"type": ["string", "null"], "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}
    for name, bound in (
        ("minimum", component.minimum),
        ("maximum", component.maximum),
        ("multipleOf", component.increment),
    ):
        if isinstance(bound, Decimal):
            found[name] = int(bound) if bound == bound.to_integral_value() else float(bound)
    return found


def _choice(component: ChoiceInput) -> dict[str, Any]:
    item: dict[str, Any] = {"enum": [option.value for option in component.options]} if component.options else {}
    if component.many:
        return {
            "type": "array",
            "items": item,
            "uniqueItems": True,
            **({"minItems": 1} if component.required is True else {}),
        }
    if item:
        item["enum"] = [*item["enum"], None] if component.required is not True else item["enum"]
    return item
