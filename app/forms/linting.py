"""What is to be known before a form is published: expressions that do not hold, fields that nobody could fill in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any

from app.feel import FeelType, check
from app.forms.evaluation import mentioned
from app.forms.findings import FormProblem, SchemaRefused, Severity
from app.forms.parsing import parse_schema
from app.forms.schema import (
    ChoiceInput,
    Component,
    Computed,
    Feel,
    FormSchema,
    Input,
    Kind,
    NumberInput,
    Rows,
    Shown,
    TextInput,
    full_key,
)
from app.forms.templating import TemplateError, is_template, pieces
from app.forms.typing import expressions

PROTECTED = frozenset({"case", "outcome"})
SPECIAL = frozenset({"this", "parent", "i"})


def problems(
    schema: FormSchema | Mapping[str, Any],
    *,
    types: Mapping[str, FeelType] | None = None,
    functions: Collection[str] = (),
) -> list[FormProblem]:
    """Every finding, errors first. `types` are the further names of the process that its expressions may use.

    Without `types` unknown names are warnings, for they may come from the process.
    """
    if not isinstance(schema, FormSchema):
        try:
            schema = parse_schema(schema)
        except SchemaRefused as refused:
            return list(refused.problems)
    found = [*_of_expressions(schema, types, functions), *_of_components(schema), *_of_circles(schema)]
    return sorted(found, key=lambda problem: problem.severity is Severity.WARNING)


def _of_expressions(
    schema: FormSchema, types: Mapping[str, FeelType] | None, functions: Collection[str]
) -> Iterator[FormProblem]:
    for place in expressions(schema):
        for problem in check(place.text, {**(types or {}), **place.types}, functions=functions):
            unknown = "unknown" in problem.code
            if unknown and place.open_names:
                continue
            yield FormProblem(
                code=problem.code,
                ru=problem.ru,
                en=problem.en,
                severity=Severity.WARNING if unknown and types is None else Severity.ERROR,
                component_id=place.component_id,
                key=place.key,
                property=place.property,
                position=problem.position,
                length=problem.length,
            )


def _of_components(schema: FormSchema) -> Iterator[FormProblem]:
    root = {component.path[0] for component, inside in schema.walk() if component.path and not inside}
    for component, inside in schema.walk():
        key = full_key(component, inside) or component.id
        for code, severity, ru, en, where in _notes(component, inside, root):
            yield FormProblem(
                code=code, ru=ru, en=en, severity=severity, component_id=component.id, key=key, property=where
            )


_Note = tuple[str, Severity, str, str, str]


def _notes(component: Component, inside: tuple[Rows, ...], root: set[str]) -> Iterator[_Note]:
    yield from _of_names(component, inside, root)
    yield from _of_inputs(component)
    yield from _of_shown(component)
    yield from _of_bounds(component)
    yield from _of_rows(component)
    yield from _of_templates(component)


def _of_names(component: Component, inside: tuple[Rows, ...], root: set[str]) -> Iterator[_Note]:
    warning, error = Severity.WARNING, Severity.ERROR
    head = component.path[0] if component.path else ""
    if head in PROTECTED and not inside:
        yield (
            "protected",
            error,
            f"Имя «{head}» занято самим делом",
            f"The name “{head}” belongs to the case itself",
            "key",
        )
    if head in SPECIAL:
        yield (
            "special",
            warning,
            f"Имя «{head}» закрывает особое имя выражений",
            f"The name “{head}” hides a special name of expressions",
            "key",
        )
    if inside and head in root and not isinstance(component, Rows):
        ru = f"Имя «{head}» есть и в строке, и в форме: в выражениях строки победит строка"
        yield (
            "shadowed",
            warning,
            ru,
            f"The name “{head}” is both in the row and in the form: in the row's expressions the row wins",
            "key",
        )


def _of_inputs(component: Component) -> Iterator[_Note]:
    warning, error = Severity.WARNING, Severity.ERROR
    if isinstance(component, Input | Rows) and not component.label:
        yield "no-label", error, "У поля нет названия", "The component has no label", "label"
    if isinstance(component, Input) and component.required is True and component.disabled:
        yield (
            "disabled-required",
            warning,
            "Поле обязательно, но выключено",
            "The component is required but disabled",
            "disabled",
        )


def _of_shown(component: Component) -> Iterator[_Note]:
    if not isinstance(component, Shown):
        return
    if component.kind in (Kind.TABLE, Kind.DOCUMENTS) and not component.source:
        yield (
            "no-source",
            Severity.ERROR,
            "Не сказано, откуда брать данные",
            "The source of the data is missing",
            "dataSource",
        )
    if component.kind is Kind.TABLE and not component.table and component.table_feel is None:
        yield "no-columns", Severity.ERROR, "В таблице нет столбцов", "The table has no columns", "columns"
    if component.kind is Kind.IMAGE and not component.description:
        yield "no-alt", Severity.WARNING, "У картинки нет описания", "The image has no description", "alt"


def _of_bounds(component: Component) -> Iterator[_Note]:
    if (
        isinstance(component, NumberInput)
        and isinstance(component.minimum, Decimal)
        and isinstance(component.maximum, Decimal)
        and component.minimum > component.maximum
    ):
        yield (
            "bounds",
            Severity.ERROR,
            "Наименьшее значение больше наибольшего",
            "The minimum is greater than the maximum",
            "validate.min",
        )
    if (
        isinstance(component, TextInput)
        and isinstance(component.min_length, int)
        and isinstance(component.max_length, int)
        and component.min_length > component.max_length
    ):
        yield (
            "bounds",
            Severity.ERROR,
            "Наименьшая длина больше наибольшей",
            "The minimum length is greater than the maximum",
            "validate.minLength",
        )
    if (
        isinstance(component, ChoiceInput)
        and not component.options
        and not component.options_key
        and component.options_feel is None
    ):
        yield "no-options", Severity.ERROR, "У поля нет вариантов ответа", "The component has no options", "values"


def _of_rows(component: Component) -> Iterator[_Note]:
    if isinstance(component, Rows) and not component.components:
        yield "empty-rows", Severity.ERROR, "В строках нет ни одного поля", "The rows have no components", "components"
    if isinstance(component, Rows) and component.min_rows > component.default_rows and not component.may_change:
        yield (
            "rows",
            Severity.ERROR,
            "Строк нужно больше, чем можно завести",
            "More rows are needed than can be made",
            "properties.minRows",
        )


def _of_templates(component: Component) -> Iterator[_Note]:
    for where in ("label", "description", "text", "source"):
        text = getattr(component, where, "")
        if isinstance(text, str) and is_template(text):
            try:
                pieces(text)
            except TemplateError:
                yield (
                    "template",
                    Severity.ERROR,
                    "Блок {{#…}} не закрыт или закрыт лишний раз",
                    "A {{#…}} block is not closed, or closed once too often",
                    where,
                )


def _of_circles(schema: FormSchema) -> Iterator[FormProblem]:
    """Fields that hang on themselves through conditions and computed values."""
    needs: dict[str, set[str]] = {}
    names: dict[str, Component] = {}
    for component, inside in schema.walk():
        if inside or not component.path:
            continue
        words = mentioned(component.hide.text) if isinstance(component.hide, Feel) else frozenset()
        if isinstance(component, Computed):
            words |= mentioned(component.expression.text)
        needs.setdefault(component.path[0], set()).update(words)
        names.setdefault(component.path[0], component)
    for name in sorted(needs):
        if name in _reach(name, needs):
            component = names[name]
            yield FormProblem(
                code="circle",
                ru=f"Поле «{component.key}» зависит само от себя через условия или выражения",
                en=f"The component “{component.key}” depends on itself through conditions or expressions",
                severity=Severity.WARNING,
                component_id=component.id,
                key=component.key,
                property="conditional.hide",
            )


def _reach(start: str, needs: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    stack = list(needs[start])
    while stack:
        name = stack.pop()
        if name in needs and name not in seen:
            seen.add(name)
            stack.extend(needs[name])
    return seen
