"""What a form means to FEEL: the types of its fields, and every expression with its place and names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from app.feel import FeelType
from app.feel.types import ANY, BOOLEAN, DATE, DATE_TIME, NUMBER, STRING, TIME, context_type, list_type, type_of
from app.feel.values.intake import take_in
from app.forms.schema import (
    CheckBox,
    ChoiceInput,
    Component,
    Computed,
    Feel,
    FileInput,
    FormSchema,
    Group,
    Input,
    MomentInput,
    NumberInput,
    Rows,
    Shown,
    Subtype,
    TextInput,
    full_key,
)
from app.forms.templating import TemplateError, expressions_in, is_template

_Tree: TypeAlias = "dict[str, FeelType | _Tree]"
_MOMENTS = {Subtype.DATE: DATE, Subtype.TIME: TIME, Subtype.DATETIME: DATE_TIME}


@dataclass(frozen=True, kw_only=True)
class FeelPlace:
    """An expression of a form: whose, which property, and the types of the names that it sees beside those of the case.

    `types` holds the form's own fields, in a row also those of the row, `this`, `parent` and `i`. Inside a
    template loop (`open_names`) names come from the item and cannot be checked.
    """

    component_id: str
    key: str
    property: str
    text: str
    types: Mapping[str, FeelType]
    expected: FeelType = ANY
    open_names: bool = False


def field_types(schema: FormSchema) -> Mapping[str, FeelType]:
    """The FEEL types of the variables that the form fills: contexts for groups, lists of contexts for rows."""
    return MappingProxyType(_types(schema.components))


def _types(components: Sequence[Component]) -> dict[str, FeelType]:
    tree: _Tree = {}
    _gather(components, tree)
    return {name: _typed(found) for name, found in tree.items()}


def _gather(components: Sequence[Component], tree: _Tree) -> None:
    for component in components:
        if isinstance(component, Group):
            _gather(component.components, tree)
        elif component.path:
            here = tree
            for part in component.path[:-1]:
                inner = here.setdefault(part, {})
                # Two components never share a place, so what lies on the way is a branch.
                here = inner if isinstance(inner, dict) else {}
            here[component.path[-1]] = type_for(component)


def _typed(found: FeelType | _Tree) -> FeelType:
    if isinstance(found, FeelType):
        return found
    return context_type({name: _typed(inner) for name, inner in found.items()})


def type_for(component: Component) -> FeelType:
    """The FEEL type of one component's value."""
    if isinstance(component, Rows):
        return list_type(context_type(_types(component.components)))
    if isinstance(component, NumberInput):
        return STRING if component.as_text else NUMBER
    if isinstance(component, MomentInput):
        return _MOMENTS[component.subtype]
    if isinstance(component, CheckBox):
        return BOOLEAN
    if isinstance(component, FileInput):
        return list_type(STRING)
    if isinstance(component, ChoiceInput):
        return _choice_type(component)
    if isinstance(component, Computed):
        return NUMBER if component.digits is not None else ANY
    return STRING if isinstance(component, TextInput) else ANY


def _choice_type(component: ChoiceInput) -> FeelType:
    kinds = {type_of(take_in(option.value)) for option in component.options}
    item = kinds.pop() if len(kinds) == 1 else ANY
    return list_type(item) if component.many else item


def expressions(schema: FormSchema) -> tuple[FeelPlace, ...]:
    """Every FEEL expression of the form with its place, in reading order. Broken templates are told by `problems`."""
    root = dict(field_types(schema))
    found: list[FeelPlace] = []
    for component, inside in schema.walk():
        types = _seen(root, inside)
        for name, text, expected, open_names in _texts_of(component):
            found.append(
                FeelPlace(
                    component_id=component.id,
                    key=full_key(component, inside) or component.id,
                    property=name,
                    text=text,
                    types=MappingProxyType(types),
                    expected=expected,
                    open_names=open_names,
                )
            )
    return tuple(found)


def _seen(root: Mapping[str, FeelType], inside: tuple[Rows, ...]) -> dict[str, FeelType]:
    """The names seen from inside these lists."""
    types, around = dict(root), context_type(root)
    special: dict[str, FeelType] = {}
    for rows in inside:
        own = _types(rows.components)
        special = {"this": context_type(own), "parent": around, "i": list_type(NUMBER)}
        around = special["this"]
        types.update(own)
    underscored = {f"_{name}_": found for name, found in special.items()}
    return {**special, **types, **underscored}


_Found = tuple[str, str, FeelType, bool]


def _texts_of(component: Component) -> Iterator[_Found]:
    if component.hide is not None:
        yield "conditional.hide", component.hide.text, BOOLEAN, False
    yield from _templated("label", component.label)
    yield from _templated("description", component.description)
    if isinstance(component, Input):
        yield from _of_input(component)
    elif isinstance(component, Computed):
        yield "expression", component.expression.text, ANY, False
    elif isinstance(component, Shown):
        yield from _of_shown(component)
    elif isinstance(component, Rows):
        for name in ("hint", "addLabel"):
            yield from _templated(f"properties.{name}", component.properties.get(name, ""))


def _of_input(component: Input) -> Iterator[_Found]:
    typed = type_for(component)
    listed: list[tuple[str, object, FeelType]] = [
        ("validate.required", component.required, BOOLEAN),
        ("readonly", component.readonly, BOOLEAN),
        ("defaultValue", component.default, typed),
    ]
    if isinstance(component, NumberInput):
        listed += [("validate.min", component.minimum, NUMBER), ("validate.max", component.maximum, NUMBER)]
    elif isinstance(component, TextInput):
        listed += [
            ("validate.minLength", component.min_length, NUMBER),
            ("validate.maxLength", component.max_length, NUMBER),
        ]
    elif isinstance(component, ChoiceInput):
        listed.append(("valuesExpression", component.options_feel, list_type(ANY)))
    elif isinstance(component, FileInput):
        listed.append(("multiple", component.multiple, BOOLEAN))
    for name, value, expected in listed:
        if isinstance(value, Feel):
            yield name, value.text, expected, False
    for name in ("prefix", "suffix"):
        yield from _templated(f"appearance.{name}Adorner", getattr(component, name, ""))


def _of_shown(component: Shown) -> Iterator[_Found]:
    yield from _templated("text", component.text)
    if isinstance(component.source, Feel):
        yield "dataSource", component.source.text, ANY, False
    else:
        yield from _templated("source", component.source)
    if component.table_feel is not None:
        yield "columnsExpression", component.table_feel.text, list_type(ANY), False
    for column in component.table:
        yield from _templated("columns", column.label)


def _templated(name: str, text: str) -> Iterator[_Found]:
    if not is_template(text):
        return
    try:
        listed = list(expressions_in(text))
    except TemplateError:
        return
    for feel, open_names in listed:
        yield name, feel.text, ANY, open_names
