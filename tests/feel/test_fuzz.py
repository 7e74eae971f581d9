"""Random texts: each gives a value or a FEEL error, nothing else."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.feel import FeelError, check, evaluate, evaluate_unary
from app.feel.builtins.registry import builtin_names
from app.feel.types import NUMBER, context_type, list_type
from app.feel.values import to_json

EXAMPLES = int(os.environ.get("FEEL_FUZZ", "1000"))
CONTEXT = {
    "a": 1,
    "b": "x",
    "xs": [1, 2, {"y": 3}],
    "форма": {"сумма": 5, "строки": [{"часы": 1}]},
    "количество замечаний": 3,
    "пусто": None,
}
TYPES = {"a": NUMBER, "xs": list_type(), "форма": context_type({"сумма": NUMBER})}
ATOMS = [
    *CONTEXT, "true", "false", "null", "0", "1", "-2.5", "1e300", "1e6000", "1e-6000", '"а"', '"(a+)+$"', '"P1D"',
    '"\\\\d+"', '"[a-z-[aeiou]]"', '"i"', '"$1"', '"2026-01-01"', '@"2026-01-01"', '@"P1D"', '@"P99999999Y"',
    '@"10:00:00"', '@"23:59:59.999999999Z"', '@"2026-01-01T10:00:00@Europe/Moscow"', '@"-999999999-01-01"',
    '@"9999-12-31T23:59:59"', "[]", "[1, 2, 3]", "[[1], null]", "{a: 1}", "[1..5]", "(1..5]", "]1..5[", "> 5",
    "function(x) x", "function(x, y) x < y", "item", "partial", "?", "форма.строки",
]  # fmt: skip
SIGNS = ["+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in"]
PIECES = [
    *ATOMS,
    *SIGNS,
    *"()[]{},:.?@\"'`#=",
    "if",
    "then",
    "else",
    "for",
    "return",
    "some",
    "satisfies",
    "instance of",
]
FUNCTIONS = builtin_names()
TYPE_TEXTS = ["number", "list<number>", "range<date>", "context<a: number>", "function<Any> -> Any", "неизвестный"]
FIELDS = ["year", "days", "start", "a", "months", "seconds", "time offset", "__class__"]


def grown(pick: random.Random, depth: int) -> str:
    """Grow a text that mostly parses."""
    if not depth:
        return pick.choice(ATOMS)

    def part() -> str:
        return grown(pick, depth - 1)

    shapes = [
        lambda: f"{pick.choice(FUNCTIONS)}({', '.join(part() for _ in range(pick.randint(0, 3)))})",
        lambda: f"{part()} {pick.choice(SIGNS)} {part()}",
        lambda: f"({part()})",
        lambda: f"[{part()}, {part()}]",
        lambda: f"[{part()}..{part()}]",
        lambda: f"for i in {part()} return {part()}",
        lambda: f"some i in {part()} satisfies {part()}",
        lambda: f"{part()}[{part()}]",
        lambda: f"{{a: {part()}, b: {part()}}}.a",
        lambda: f"if {part()} then {part()} else {part()}",
        lambda: f"(function(i, j) {part()})({part()}, {part()})",
        lambda: f"{part()} instance of {pick.choice(TYPE_TEXTS)}",
        lambda: f"({part()}).{pick.choice(FIELDS)}",
        lambda: f"-{part()}",
        lambda: f"{part()} between {part()} and {part()}",
    ]
    return pick.choice(shapes)()


def survives(text: str) -> None:
    """Run a text in every way; any exception but FeelError fails the test."""
    attempts: list[Callable[[], object]] = [
        lambda: to_json(evaluate(text, CONTEXT)),
        lambda: evaluate_unary(text, 5, CONTEXT),
        lambda: check(text, TYPES),
    ]
    for attempt in attempts:
        with suppress(FeelError):
            attempt()


@pytest.mark.slow
def test_grown_expressions_give_values_or_feel_errors() -> None:
    pick = random.Random(20260815)
    for _ in range(EXAMPLES):
        survives(grown(pick, pick.randint(1, 4)))


@pytest.mark.slow
def test_shuffled_pieces_give_values_or_feel_errors() -> None:
    pick = random.Random(1)
    for _ in range(EXAMPLES):
        survives(" ".join(pick.choice(PIECES) for _ in range(pick.randint(1, 14))))


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=60))
def test_any_text_gives_a_value_or_a_feel_error(text: str) -> None:
    survives(text)


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.dates() | st.datetimes(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(plain, plain)
def test_any_data_gives_a_value_or_a_feel_error(one: object, other: object) -> None:
    context = {"x": one, "y": other}
    for text in ("x = y", "x + y", "x < y", "x[y]", "string([x, y])", "x in y", "{r: x.a}", "is(x, y)", "sort([x, y])"):
        with suppress(FeelError):
            to_json(evaluate(text, context))
