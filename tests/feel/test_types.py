"""Types, and fitting values to them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from app.feel import Function, parse
from app.feel.coercion import MISMATCH, coerce, coerce_or_null
from app.feel.parser import parse_type
from app.feel.types import NUMBER, STRING, FeelType, context_type, instance_of, list_type, type_of


@pytest.mark.parametrize(
    "text",
    [
        "number",
        "date and time",
        "days and time duration",
        "years and months duration",
        "list<number>",
        "list<list<string>>",
        "context<часы: number, тема: string>",
        "range<date>",
        "function<number, string> -> boolean",
    ],
)
def test_a_type_is_written_as_it_is_read(text: str) -> None:
    assert str(parse_type(text)) == text


def test_an_own_type_is_resolved_by_the_caller() -> None:
    declared = {"tЧасы": NUMBER, "tСтроки": list_type(FeelType(kind="name", name="tЧасы"))}
    expression = parse("x instance of tСтроки")
    assert expression.evaluate({"x": [1, 2]}, types=declared).value is True
    assert expression.evaluate({"x": ["a"]}, types=declared).value is False
    assert expression.evaluate({"x": [1]}).value is False


FITS: list[tuple[Any, str, Any]] = [
    (Decimal(1), "number", Decimal(1)),
    ([Decimal(1)], "number", Decimal(1)),
    (Decimal(1), "list<number>", [Decimal(1)]),
    (date(2026, 8, 15), "date and time", datetime(2026, 8, 15, tzinfo=UTC)),
    (None, "number", None),
    ({"a": Decimal(1), "b": "x"}, "context<a: number>", {"a": Decimal(1), "b": "x"}),
]


@pytest.mark.parametrize(("value", "held", "fitted"), FITS)
def test_a_value_is_fitted_to_its_declared_type(value: object, held: str, fitted: object) -> None:
    assert coerce(value, parse_type(held)) == fitted


@pytest.mark.parametrize(
    ("value", "held"),
    [("a", "number"), ([Decimal(1), "a"], "list<number>"), (["a"], "number"), ({}, "context<a: number>")],
)
def test_a_value_that_does_not_fit_is_a_mismatch(value: object, held: str) -> None:
    assert coerce(value, parse_type(held)) is MISMATCH
    assert coerce_or_null(value, parse_type(held)) is None


def test_types_of_values() -> None:
    assert type_of([Decimal(1)]) == list_type(NUMBER)
    assert type_of({"a": "x"}) == context_type({"a": STRING})
    assert instance_of(Function(("a",), len), parse_type("function<Any> -> Any"))
    assert not instance_of(Function(("a", "b"), len), parse_type("function<Any> -> Any"))
