"""Short ways to make schemas and forms for the stories below."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any
from zoneinfo import ZoneInfo

from app.forms import FormSchema, SchemaForm, build_form, parse_schema

CHITA = ZoneInfo("Asia/Chita")
NOW = dt.datetime(2026, 6, 9, 3, 30, tzinfo=dt.UTC)  # Tuesday, half past twelve in Chita
_ids = itertools.count(1)


def part(kind: str, key: str = "", label: str = "", **rest: Any) -> dict[str, Any]:
    """One component as form-js writes it."""
    made: dict[str, Any] = {"type": kind, "id": f"C{next(_ids)}"}
    if key:
        made["path" if kind in ("dynamiclist", "group") else "key"] = key
    if kind not in ("text", "html", "expression", "separator", "spacer", "image"):
        made["label"] = label or f"Поле {key}"
    return {**made, **rest}


def options(*values: Any) -> list[dict[str, Any]]:
    """Options whose words are their values in capitals."""
    return [{"value": value, "label": str(value).upper()} for value in values]


def raw_schema(*parts: dict[str, Any]) -> dict[str, Any]:
    """A whole form."""
    return {"type": "default", "id": "form", "schemaVersion": 19, "components": list(parts)}


def schema_of(*parts: dict[str, Any]) -> FormSchema:
    """The same, parsed."""
    return parse_schema(raw_schema(*parts))


def form_of(*parts: dict[str, Any], **settings: Any) -> SchemaForm:
    """A form of these components."""
    return build_form(schema_of(*parts), **{"now": NOW, "zone": CHITA, **settings})


def posted(form: SchemaForm, **answers: Any) -> dict[str, list[str]]:
    """What a browser would post from this form after typing `answers` (names with `_` for `-`)."""
    texts = dict(form.draft()["fields"])
    for name, answer in answers.items():
        texts[name.replace("__", "-")] = answer if isinstance(answer, list) else [answer]
    return texts


def error_of(form: SchemaForm, name: str) -> str:
    """The error at a field after checking, empty when it is right."""
    form.validate()
    errors = form[name].errors
    return errors[0] if errors else ""


def typed(kind: str, text: str | list[str], **rest: Any) -> tuple[Any, str]:
    """The value and the error of one field after typing a text into it."""
    settings = {name: rest.pop(name) for name in ("locale", "now", "zone", "values", "context") if name in rest}
    form = form_of(part(kind, "x", "Икс", **rest), posted={"x": text}, **settings)
    error = error_of(form, "x")
    return form.values().get("x"), error
