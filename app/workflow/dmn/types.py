"""Declared types of a decision model: whether a value fits one, and the implicit conversions that make it fit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.feel import FeelError, evaluate_unary
from app.feel.coercion import MISMATCH, coerce
from app.feel.parser import parse_type
from app.feel.types import ANY, FeelType
from app.feel.values.functions import Function
from app.workflow.dmn.library import ModelLibrary
from app.workflow.dmn.model import DecisionModel, ItemDefinition

MAX_DEPTH = 30


class Unfit(ValueError):
    """The value is not of the declared type."""


class TypeTable:
    """The declared types of all models of a library."""

    def __init__(self, library: ModelLibrary) -> None:
        self._library = library
        self._declared: dict[str, Mapping[str, FeelType]] = {}

    def declared(self, model: DecisionModel) -> Mapping[str, FeelType]:
        """Return the types that expressions of `model` can name after `instance of`, without limits of values."""
        if model.namespace not in self._declared:
            found: dict[str, FeelType] = {}
            for imported in model.imports:
                other = self._library.find_model(imported.namespace)
                for item in other.items if other else ():
                    found[f"{imported.name}.{item.name}"] = _feel_type(item)
            found.update({item.name: _feel_type(item) for item in model.items})
            self._declared[model.namespace] = found
        return self._declared[model.namespace]

    def fit(self, value: Any, reference: str, model: DecisionModel) -> Any:
        """Return the value as the type wants it (DMN 1.5, 10.3.2.9.4), or None when it does not fit."""
        try:
            return self._fit(value, reference, model, 0)
        except Unfit:
            return None

    def fits(self, value: Any, reference: str, model: DecisionModel) -> bool:
        """Tell whether the value is null or fits the type."""
        return value is None or self.fit(value, reference, model) is not None

    def _fit(self, value: Any, reference: str, model: DecisionModel, depth: int) -> Any:
        if value is None or not reference:
            return value
        if depth > MAX_DEPTH:
            raise Unfit(reference)
        found = self._library.find_item(reference, model)
        if found is not None:
            return self._fit_item(value, found[0], found[1], depth + 1)
        return _fit_base(value, _base_type(reference))

    def _fit_item(self, value: Any, item: ItemDefinition, model: DecisionModel, depth: int) -> Any:
        if item.is_collection:
            values = value if isinstance(value, list) else [value]
            result: Any = [self._fit_one(each, item, model, depth) for each in values]
        elif isinstance(value, list) and len(value) == 1:
            result = self._fit_either(value, item, model, depth)
        else:
            result = self._fit_one(value, item, model, depth)
        if item.constraint and not _passes(item.constraint, result):
            raise Unfit(item.name)
        return result

    def _fit_either(self, value: list[Any], item: ItemDefinition, model: DecisionModel, depth: int) -> Any:
        try:
            return self._fit_one(value, item, model, depth)
        except Unfit:
            return self._fit_one(value[0], item, model, depth)

    def _fit_one(self, value: Any, item: ItemDefinition, model: DecisionModel, depth: int) -> Any:
        if value is None:
            return None
        if item.is_function:
            return self._fit_function(value, item, model)
        if item.components:
            value = self._fit_components(value, item, model, depth)
        elif item.base:
            value = self._fit(value, item.base, model, depth)
        if item.allowed and not _passes(item.allowed, value):
            raise Unfit(item.name)
        return value

    def _fit_components(self, value: Any, item: ItemDefinition, model: DecisionModel, depth: int) -> Any:
        if not isinstance(value, dict):
            raise Unfit(item.name)
        fitted = dict(value)
        for component in item.components:
            if component.name not in value:
                raise Unfit(component.name)
            fitted[component.name] = self._fit_item_or_null(value[component.name], component, model, depth)
        return fitted

    def _fit_item_or_null(self, value: Any, item: ItemDefinition, model: DecisionModel, depth: int) -> Any:
        return None if value is None else self._fit_item(value, item, model, depth + 1)

    def _fit_function(self, value: Any, item: ItemDefinition, model: DecisionModel) -> Function:
        if not isinstance(value, Function) or len(value.params) != len(item.parameters):
            raise Unfit(item.name)
        if not item.result:
            return value
        called = value

        def checked(*arguments: Any) -> Any:
            return self.fit(called.call(*arguments), item.result, model)

        return Function(params=value.params, callable=checked, types=value.types, name=value.name)


def _feel_type(item: ItemDefinition) -> FeelType:
    if item.is_function:
        parameters = tuple(_named_type(type_ref) for _, type_ref in item.parameters)
        held = FeelType(kind="function", parameters=parameters, item=_named_type(item.result))
    elif item.components:
        held = FeelType(kind="context", fields=tuple((each.name, _feel_type(each)) for each in item.components))
    else:
        held = _named_type(item.base)
    return FeelType(kind="list", item=held) if item.is_collection else held


def _named_type(reference: str) -> FeelType:
    try:
        return parse_type(reference) if reference else ANY
    except FeelError:
        return ANY


def _base_type(reference: str) -> FeelType:
    try:
        return parse_type(reference)
    except FeelError as error:
        raise Unfit(reference) from error


def _fit_base(value: Any, held: FeelType) -> Any:
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], list) and held.kind != "list":
        raise Unfit(str(held))  # a list of one becomes its item once, not again and again
    fitted = coerce(value, held)
    if fitted is MISMATCH:
        raise Unfit(str(held))
    return fitted


def _passes(tests: str, value: Any) -> bool:
    try:
        return evaluate_unary(tests, value, {}) is True
    except FeelError:
        return False
