"""The names that expressions of a package may use: where each comes from and of which type it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from app.feel import FeelType
from app.feel.types import ANY, BOOLEAN, CONTEXT, LIST, NUMBER, STRING, context_type
from app.workflow.checks.capabilities import GIVEN_NAMES
from app.workflow.checks.context import CheckContext
from app.workflow.checks.support_nodes import written_names
from app.workflow.elements import Node

_GIVEN_TYPES: Final[Mapping[str, FeelType]] = {
    "case": CONTEXT,
    "settings": CONTEXT,
    "outcome": STRING,
    "loopCounter": NUMBER,
}
_FORM_TYPES: Final[Mapping[str, FeelType]] = {
    "textfield": STRING,
    "textarea": STRING,
    "checkbox": BOOLEAN,
    "checklist": LIST,
    "taglist": LIST,
    "filepicker": LIST,
}


def known_types(context: CheckContext) -> dict[str, FeelType]:
    """Return every name that an expression of the package may use; a name of two types counts as of any."""
    types: dict[str, FeelType] = {name: _GIVEN_TYPES.get(name, ANY) for name in GIVEN_NAMES}
    if context.around.settings is not None:
        types["settings"] = context_type(dict.fromkeys(sorted(context.around.settings), ANY))
    for schema in context.package.forms.values():
        for name, held in form_types(context, schema).items():
            types[name] = held if types.get(name, held) == held else ANY
    for process in context.processes:
        for node in process.all_nodes():
            for name in written_names(node):
                if name and name not in GIVEN_NAMES:
                    types[name] = ANY
    for name in context.around.known_names:
        types.setdefault(name, ANY)
    return types


def form_types(context: CheckContext, schema: Mapping[str, Any]) -> Mapping[str, FeelType]:
    """Return the variables that a form fills; the forms of the server know best, without them its JSON is walked."""
    reader = context.around.forms
    if reader is not None:
        try:
            return reader.field_types(schema)
        except ValueError:
            pass  # A form that may not be used is reported as such; its fields are still names.
    return dict(_walk(schema, 0))


def _walk(component: Mapping[str, Any], depth: int) -> Iterator[tuple[str, FeelType]]:
    children = component.get("components")
    if depth > 20 or not isinstance(children, list):
        return
    for child in children:
        if not isinstance(child, dict):
            continue
        kind = child.get("type")
        path = child.get("path") if kind in {"group", "dynamiclist"} else child.get("key")
        if isinstance(path, str) and path.strip():
            root = path.split(".")[0].strip()
            inside = "." in path or kind in {"group", "dynamiclist"}
            yield root, ANY if inside else _FORM_TYPES.get(str(kind), ANY)
            if kind == "dynamiclist" or kind == "group":
                continue
        yield from _walk(child, depth + 1)


def names_set_by(context: CheckContext, node: Node) -> set[str]:
    """Return the names that an element gives a value."""
    names = {name for name in written_names(node) if name}
    if node.form_id in context.package.forms:
        names |= set(form_types(context, context.package.forms[node.form_id]))
    return names
