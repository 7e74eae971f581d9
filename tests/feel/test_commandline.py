"""The pure part of `soglas feel`."""

from __future__ import annotations

import json
from typing import Any

from app.feel.commandline import run_batch, run_expression


def batch(*tasks: dict[str, Any] | str) -> list[Any]:
    lines = [task if isinstance(task, str) else json.dumps(task, ensure_ascii=False) for task in tasks]
    return [json.loads(line) for line in run_batch(lines)]


def test_an_expression_over_a_json_context() -> None:
    assert run_expression("сумма * 2", '{"сумма": 1.5}') == {"value": 3, "type": "number"}
    assert run_expression('@"P1D"') == {"value": "P1D", "type": "days and time duration"}
    assert run_expression("[1..3]")["type"] == "range"


def test_a_null_comes_with_its_reasons() -> None:
    answer = run_expression("1 / 0")
    assert answer["value"] is None
    assert answer["type"] == "null"
    assert answer["warnings"][0]["ru"] == "Деление на ноль."


def test_errors_are_answers() -> None:
    assert run_expression("1 +")["error"]["position"] == 3
    assert "JSON" in run_expression("1", "[1]")["error"]["ru"]
    assert "JSON" in run_expression("1", "{")["error"]["en"]


def test_a_batch_answers_line_by_line() -> None:
    assert batch(
        {"id": 1, "expression": "a.b", "context": {"a": {"b": [1, 2.5]}}},
        {"id": "два", "expression": "> 5", "context": {"?": 6}, "unary": True},
        {"id": 3, "expression": 'date("2026-08-15")'},
        {"id": 4, "expression": "-PT1H"},
        {"id": 5, "expression": '-duration("PT1H")'},
        {"id": 6, "expression": "д.year", "context": {"д": {"@type": "date", "value": "2026-08-15"}}},
    ) == [
        {"id": 1, "value": [1, 2.5], "type": "list"},
        {"id": "два", "value": True, "type": "boolean"},
        {"id": 3, "value": "2026-08-15", "type": "date"},
        {"id": 4, "value": None, "type": "null"},
        {"id": 5, "value": "-PT1H", "type": "days and time duration"},
        {"id": 6, "value": 2026, "type": "number"},
    ]


def test_broken_lines_are_answered_too() -> None:
    answers = batch("{", "[]", {"id": 1}, {"id": 2, "expression": "1 +"}, {"id": 3, "expression": "1", "context": 5})
    assert [answer["id"] for answer in answers] == [None, None, 1, 2, 3]
    assert all("error" in answer for answer in answers)


def test_answers_come_before_the_next_line_is_read() -> None:
    read = []

    def lines() -> Any:
        for number in (1, 2):
            read.append(number)
            yield json.dumps({"id": number, "expression": "1"})

    answers = run_batch(lines())
    next(answers)
    assert read == [1]
