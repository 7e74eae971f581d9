"""Budgets: no text and no data makes an evaluation large or long."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

import pytest

from app.feel import Budget, FeelBudgetError, FeelError, evaluate, parse
from app.feel.api import _parse


def tower(first: str, step: str, height: int, name: str = "a") -> str:
    """Write entries of a context that each use the one before, `#` in the step."""
    entries = [f"{name}0: {first}"]
    entries += [f"{name}{n}: {step.replace('#', f'{name}{n - 1}')}" for n in range(1, height)]
    return ", ".join(entries)


LISTS = tower("[1]", "[#, #]", 30)
BOMBS = {
    "too long": "1 + " * 1000 + "1",
    "too many parts": "[" + ",".join(["1"] * 700) + "]",
    "brackets": "(" * 500 + "1" + ")" * 500,
    "lists": "[" * 1000,
    "signs": "-" * 3000 + "1",
    "huge range": "for i in 1..1000000000 return i",
    "nested loops": "for a in 1..1000, b in 1..1000, c in 1..1000 return a",
    "quantified": "some a in 1..5000, b in 1..5000 satisfies a + b < 0",
    "filter of filters": "count((for i in 1..5000 return i)[count((for j in 1..5000 return j)[item > 3]) > item])",
    "text doubling": "{" + tower('"ааааааааа"', "# + #", 40) + "}.a39",
    "list doubling": "{" + tower("[1]", "concatenate(#, #)", 40) + "}.a39",
    "recursion": "{f: function(n) f(n + 1), r: f(1)}.r",
    "two calls each": "{f: function(n) if n = 0 then 0 else f(n - 1) + f(n - 1), r: f(40)}.r",
    "join": 'string join(for i in 1..5000 return "0123456789")',
    "replace": f'replace(replace("{"a" * 20}", "a", "{"a" * 40}"), "a", string(1e300))',
    "sort": "sort(for i in 1..5000 return i, function(x, y) x > y)",
    "shared lists as the answer": "{" + LISTS + "}.a29",
    "shared lists compared": "{" + LISTS + ", " + tower("[1]", "[#, #]", 30, "b") + ", r: a29 = b29}.r",
    "shared lists searched": "{" + LISTS + ", " + tower("[1]", "[#, #]", 30, "b") + ", r: list contains([b29], a29)}.r",
    "shared lists as text": "{" + LISTS + ", r: string(a29)}.r",
    "shared lists laid out": "{" + LISTS + ", r: flatten(a29)}.r",
    "shared lists walked": "{" + LISTS + ", r: a29.x}.r",
    "shared lists asked for their type": f"{{{LISTS}, r: a29 instance of {'list<' * 30}number{'>' * 30}}}.r",
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_is_stopped_within_a_second(text: str) -> None:
    started = time.process_time()
    with pytest.raises(FeelError) as caught:
        evaluate(text, {})
    assert time.process_time() - started < 1
    assert caught.value.ru
    assert caught.value.en


def test_data_too_large_or_too_deep_is_refused() -> None:
    deep: Any = []
    for _ in range(200):
        deep = [deep]
    loop: list[Any] = []
    loop.append(loop)
    for bad in (deep, loop, [[0] * 1000] * 1000):
        with pytest.raises(FeelBudgetError):
            evaluate("x = 1", {"x": bad})


def test_the_caller_may_set_the_budget() -> None:
    assert len(evaluate("for i in 1..6000 return i", {}, budget=Budget(items=10_000, steps=100_000))) == 6000
    with pytest.raises(FeelBudgetError):
        evaluate("for i in 1..60 return i", {}, budget=Budget(steps=20))


def test_an_honest_recursion_has_room() -> None:
    factorial = "{f: function(n) if n = 0 then 1 else n * f(n - 1), r: f(30)}.r"
    assert evaluate(factorial, {}) == Decimal("265252859812191058636308480000000")


def test_trees_are_cached() -> None:
    assert parse("сумма > 1") is parse("сумма > 1")
    assert _parse.cache_info().maxsize is not None
