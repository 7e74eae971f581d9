"""The builtin functions, family by family, and functions given by the caller."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from app.feel import Function, evaluate, parse
from app.feel.builtins.registry import builtins
from app.feel.table import function_table
from tests.feel.asking import ask, ask_fully

ANSWERS: list[tuple[str, Any]] = [
    # conversion
    ("string(1.50)", "1.5"),
    ('string([1, "a", {b: null}])', '[1, "a", {b: null}]'),
    ("string(null)", None),
    ('number("1 234,5", " ", ",")', 1234.5),
    ('number("1e3")', 1000),
    ('number("12a")', None),
    # boolean
    ("not(null)", None),
    ("all([true, null])", None),
    ("any([false, true, null])", True),
    # text
    ('substring("согласование", 3, 4)', "глас"),
    ('substring("согласование", -4)', "ание"),
    ('string length("Ёж😀")', 3),
    ('upper case("ёж")', "ЁЖ"),
    ('substring before("a=b", "=") + substring after("a=b", "=")', "ab"),
    ('contains("приказ № 5", "№") and starts with("приказ", "при") and ends with("приказ", "каз")', True),
    ('string join(["а", null, "б"], "; ")', "а; б"),
    ('split("а;б;;", ";")', ["а", "б", "", ""]),
    ('replace("abracadabra", "a(.)", "a$1$1")', "abbraccaddabbra"),
    ('matches("Приказ", "^п", "i")', True),
    ('trim("  а ")', "а"),
    ('extract("a1b22", "[0-9]+")', ["1", "22"]),
    # lists
    ("count([1, null])", 2),
    ("min(3, 1, 2) + max([3, 1, 2])", 4),
    ('min(["б", "а"])', "а"),
    ('max([@"2026-01-01", @"2026-02-01"])', "2026-02-01"),
    ("sum([])", None),
    ('sum([@"P1D", @"PT12H"])', "P1DT12H"),
    ("mean([1, 2, 3, 4])", 2.5),
    ("median([8, 2, 5, 7]) + product([2, 3])", 12),
    ("mode([6, 3, 9, 6])", [6]),
    ("stddev([2, 4, 7, 5]) > 2.08", True),
    ("sublist([1, 2, 3, 4], 2, 2)", [2, 3]),
    ("append([1], 2, [3])", [1, 2, [3]]),
    ("concatenate([1], [2, 3])", [1, 2, 3]),
    ("insert before([1, 3], 2, 2)", [1, 2, 3]),
    ("remove([1, 2, 3], -1)", [1, 2]),
    ("reverse([1, 2])", [2, 1]),
    ("index of([1, 2, 1], 1)", [1, 3]),
    ("union([1, 2], [2, 3])", [1, 2, 3]),
    ("duplicate values([1, 2, 1, 2, 3])", [1, 2]),
    ("flatten([1, [2, [3]]])", [1, 2, 3]),
    ("list replace([1, 2, 3], 2, 9)", [1, 9, 3]),
    ("list replace([1, 2, 3], function(item, newItem) item > newItem, 2)", [1, 2, 2]),
    ("list replace([1, 2], 3, 9)", None),
    ("partition([1, 2, 3], 2)", [[1, 2], [3]]),
    ("sort([3, 1, 2])", [1, 2, 3]),
    ('sort([1, "a"])', None),
    ("list contains([null], null)", True),
    ("count(null)", None),
    # numbers
    ("decimal(2.5, 0) + decimal(1/3, 2)", 2.33),
    ("round half up(-2.5, 0)", -3),
    ("round half down(2.5, 0) + round up(1.1, 0) + round down(-1.9, 0)", 3),
    ("floor(-1.56, 1)", -1.6),
    ("ceiling(1.1)", 2),
    ("modulo(-12, 5)", 3),
    ("modulo(10.1, -4.5)", -3.4),
    ("sqrt(16) + abs(-3)", 7),
    ("odd(5) and even(-4)", True),
    ("sqrt(-1)", None),
    ("log(0)", None),
    ("round up(5.5, 6177)", None),
    # contexts
    ('get value({a: 1}, "a") + get value({a: {b: 2}}, ["a", "b"])', 3),
    ("get entries({a: 1})", [{"key": "a", "value": 1}]),
    ('context([{key: "a", value: 1}])', {"a": 1}),
    ('context put({x: {y: 1}}, ["x", "y"], 2)', {"x": {"y": 2}}),
    ("context merge([{a: 1}, {a: 2, b: 3}])", {"a": 2, "b": 3}),
]


@pytest.mark.parametrize(("text", "answer"), ANSWERS)
def test_builtin_function(text: str, answer: object) -> None:
    assert ask(text) == answer


@pytest.mark.parametrize(
    "text",
    [
        "substring()",
        'substring("a")',
        'substring(string: "a", begin: 1)',
        "abs(1, 2)",
        'floor("1.5")',
        "nothing(1)",
    ],
)
def test_a_call_that_does_not_fit_is_null_with_a_reason(text: str) -> None:
    evaluation = ask_fully(text)
    assert evaluation.value is None
    assert evaluation.warnings


def test_arguments_by_name_come_in_any_order() -> None:
    assert ask('substring(start position: 2, string: "abc")') == "bc"


def test_a_builtin_is_a_value() -> None:
    assert ask("(function(f) f(-3))(abs)") == 3


def test_a_function_given_by_the_caller_is_called_by_its_name_with_spaces() -> None:
    add = Function(
        params=("date", "days"),
        callable=lambda day, days: day + timedelta(days=int(days)),
        types=("date", "number"),
        result="date",
        ru="Прибавляет рабочие дни.",
        en="Adds working days.",
    )
    functions = {"add working days": add}
    context = {"д": date(2026, 8, 13)}
    assert evaluate('add working days(д, 2) = @"2026-08-15"', context, functions=functions) is True
    assert evaluate("add working days(days: 2, date: д)", context, functions=functions) == date(2026, 8, 15)
    refused = parse('add working days(д, "2")').evaluate(context, functions=functions)
    assert refused.value is None
    assert "число" in refused.warnings[0].ru


def test_a_python_function_that_fails_over_its_arguments_gives_null() -> None:
    functions = {"разделить": Function(("a",), lambda a: 1 / a)}
    evaluation = parse("разделить(0)").evaluate({}, functions=functions)
    assert evaluation.value is None
    assert evaluation.warnings[0].code == "function-failed"


def test_what_a_python_function_gives_is_taken_in_as_plain_data() -> None:
    class Secret:
        name = "x"

    functions = {"тайна": Function((), Secret), "пара": Function((), lambda: (1, 2.5))}
    assert parse("тайна()").evaluate({}, functions=functions).value is None
    assert evaluate("пара()[2]", {}, functions=functions) == 2.5


def test_a_function_value_of_the_context_is_called() -> None:
    double = Function(("n",), lambda n: n * 2)
    assert evaluate("удвоить(21)", {"удвоить": double}) == 42
    written = evaluate("function(a, b) a + b", {})
    assert written.call(evaluate("1", {}), evaluate("2", {})) == 3


def test_every_builtin_is_described_in_both_languages() -> None:
    for known in builtins():
        assert known.family, known.name
        assert known.ru.endswith("."), known.name
        assert known.en.endswith("."), known.name


def test_the_table_of_functions_is_plain_data_with_usage() -> None:
    table = {entry["name"]: entry for entry in function_table({"моя": Function(("a", "b?"), len, ru="М.", en="M.")})}
    assert table["substring"]["usage"] == ["substring(string, start position, [length])"]
    assert table["моя"]["usage"] == ["моя(a, [b])"]
    assert table["count"]["result"] == "number"
    assert len(table) > 90
