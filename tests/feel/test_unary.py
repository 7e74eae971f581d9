"""Unary tests: the cells of decision tables."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.feel import FeelSyntaxError, evaluate_unary, parse_unary

ANSWERS: list[tuple[str, Any, bool | None]] = [
    ("-", 5, True),
    ("-", None, True),
    ("5", 5, True),
    ("< 10", 5, True),
    ("< 10, > 100", 50, False),
    ("[1..10)", 10, False),
    ("]1..10]", 10, True),
    ('"начальная", "основная"', "основная", True),
    ('not("начальная", "основная")', "средняя", True),
    ("not(null)", 5, True),
    ("null", None, True),
    ("null", 5, False),
    ("? > 3 and ? < 9", 5, True),
    ('contains(?, "робот")', "робототехника", True),
    ('not(contains(?, "робот"))', "робототехника", False),
    ("предел", 7, True),
    ("> предел + 1", 9, True),
    ("предел * 2", 14, True),
    ("[1, 7]", 7, True),
    ('@"2026-08-15"', date(2026, 8, 15), True),
    ('< @"2026-08-15"', date(2026, 8, 14), True),
    ("true", True, True),
    ("false", False, True),
    ("> 5", "текст", None),
    ("> 5", None, None),
    ("count(?) = 2", [1, 2], True),
    ("?.часы > 30", {"часы": 34}, True),
    ("not(true) or ? = 1", 1, True),
    ("!= 5", 4, True),
    ("some x in ? satisfies x > 1", [1, 2], True),
]


@pytest.mark.parametrize(("test", "value", "answer"), ANSWERS)
def test_cell(test: str, value: object, answer: bool | None) -> None:
    assert evaluate_unary(test, value, {"предел": 7}) is answer


def test_a_cell_is_parsed_once() -> None:
    assert parse_unary("< 10") is parse_unary("< 10")


@pytest.mark.parametrize("test", ["", "< ", "1, ", "not(1", "- 5 5", ">> 1"])
def test_a_broken_cell_is_refused(test: str) -> None:
    with pytest.raises(FeelSyntaxError):
        evaluate_unary(test, 1, {})
