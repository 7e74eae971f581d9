"""Reads a form-js schema into the frozen tree, once per content, and refuses what could not be drawn safely."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Any

from app.forms.components import read_component
from app.forms.findings import FormProblem, SchemaRefused
from app.forms.intake import checked_digest, load_json
from app.forms.raw import Context, Refusal
from app.forms.schema import Component, FormSchema, Group, Rows

NEWEST_VERSION = 19
MAX_COMPONENTS = 400
MAX_NESTING = 6
_CACHED = 256

_cache: OrderedDict[str, FormSchema] = OrderedDict()
_lock = Lock()


def parse_schema(schema: Mapping[str, Any]) -> FormSchema:
    """The frozen tree of a form-js schema; cached by content. Raises SchemaRefused with every problem found."""
    digest, size = checked_digest(schema)
    with _lock:
        if found := _cache.get(digest):
            _cache.move_to_end(digest)
            return found
    parsed = _read(schema, digest, size)
    with _lock:
        _cache[digest] = parsed
        while len(_cache) > _CACHED:
            _cache.popitem(last=False)
    return parsed


def read_schema(data: bytes | str) -> FormSchema:
    """The frozen tree of a form file. Raises SchemaRefused, also for JSON that is doubled, endless or too deep."""
    return parse_schema(load_json(data))


def _read(schema: Mapping[str, Any], digest: str, size: int) -> FormSchema:
    context = Context()
    version = schema.get("schemaVersion", NEWEST_VERSION)
    if isinstance(version, bool) or not isinstance(version, int) or not 1 <= version <= NEWEST_VERSION:
        context.note(
            "version",
            "Версия схемы формы не поддерживается, нужна 19",
            "This schema version is not supported, 19 is",
            "schemaVersion",
        )
    if schema.get("type", "default") != "default":
        context.note(
            "type", "Корень формы должен быть вида default", "The root of a form must be of type default", "type"
        )
    listed = schema.get("components")
    if not isinstance(listed, list):
        context.note("components", "В форме нет списка components", "The form has no list of components", "components")
        listed = []
    components = _children(listed, context, depth=1)
    _claim_paths(components, context, ())
    if context.problems:
        raise SchemaRefused(tuple(context.problems))
    form_id = schema.get("id")
    return FormSchema(id=form_id if isinstance(form_id, str) else "", digest=digest, components=components, size=size)


def _children(listed: Iterable[object], context: Context, depth: int) -> tuple[Component, ...]:
    """Read the components of one container; a refused one becomes a problem and is left out."""
    result: list[Component] = []
    for raw in listed:
        context.count += 1
        if context.count > MAX_COMPONENTS or depth > MAX_NESTING:
            context.once(
                "too-many",
                "В форме слишком много полей или вложенных групп",
                "The form has too many components or nested groups",
            )
            break
        if not isinstance(raw, dict):
            context.note("component", "Часть формы должна быть объектом", "A component must be an object", "components")
            continue
        try:
            inner = raw.get("components")
            children = _children(inner, context, depth + 1) if isinstance(inner, list) else ()
            component = read_component(raw, children, context)
        except Refusal as refusal:
            context.problems.append(refusal.problem)
        else:
            if component is not None:
                result.append(component)
    return tuple(result)


def _claim_paths(components: tuple[Component, ...], context: Context, inside: tuple[str, ...]) -> None:
    """Refuse two components that would write the same place, or one inside the value of another."""
    taken: dict[tuple[str, ...], Component] = {}
    for component in _scope(components, context, inside):
        path = component.path
        clash = (
            path in taken
            or any(path[:n] in taken for n in range(1, len(path)))
            or any(k[: len(path)] == path for k in taken)
        )
        if clash:
            context.problems.append(
                FormProblem(
                    code="duplicate-key",
                    ru=f"Имя «{component.key}» уже занято другим полем формы",
                    en=f"The name “{component.key}” is taken by another component of the form",
                    component_id=component.id,
                    key=component.key,
                    property="key",
                )
            )
        taken[path] = component


def _scope(components: tuple[Component, ...], context: Context, inside: tuple[str, ...]) -> Iterable[Component]:
    for component in components:
        if isinstance(component, Group):
            yield from _scope(component.components, context, inside)
        elif component.path:
            yield component
            if isinstance(component, Rows):
                _claim_paths(component.components, context, (*inside, *component.path))
