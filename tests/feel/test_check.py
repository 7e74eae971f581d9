"""The static check: what a process owner is told before publishing."""

from __future__ import annotations

import pytest

from app.feel import Function, check
from app.feel.checker import result_type
from app.feel.types import BOOLEAN, DATE, NUMBER, STRING, FeelType, context_type, list_type

TYPES: dict[str, FeelType] = {
    "сумма": NUMBER,
    "решение": STRING,
    "дата подачи": DATE,
    "согласен": BOOLEAN,
    "строки": list_type(context_type({"часы": NUMBER, "тема": STRING})),
    "первый-второй": NUMBER,
    "что угодно": FeelType(kind="Any"),
}


@pytest.mark.parametrize(
    "text",
    [
        '= сумма > 3 and решение = "да"',
        "строки[часы > 3].тема",
        "sum(строки.часы) > 10 and count(строки) > 1",
        "some r in строки satisfies r.часы > 3",
        'дата подачи - today() < duration("P3D")',
        "дата подачи > now() or дата подачи.year = 2026",
        "первый-второй + 1",
        "строки[1].часы + 1 and true",
        "if согласен then сумма else null",
        "что угодно.любое поле + 1",
        "{a: сумма, b: a * 2}.b > 1",
        "for i in 1..3 return i * сумма",
        "сумма in [1..3] or сумма in (1, > 5)",
        "(function(x) x + сумма)(1)",
        "решение = null",
        "upper case(решение)",
    ],
)
def test_a_right_expression_passes(text: str) -> None:
    problems = [problem for problem in check(text, TYPES) if problem.code != "not-boolean"]
    assert problems == []


@pytest.mark.parametrize(
    ("text", "code", "part", "russian"),
    [
        ("сума > 3", "unknown-name", "сума", "Есть «сумма»"),
        ('сумма > "3"', "not-comparable", 'сумма > "3"', "число и текст"),
        ("строки[часы > 3].тем", "unknown-member", "тем", "Есть «тема»"),
        ("some r in строки satisfies r.час > 3", "unknown-member", "час", "Есть «часы»"),
        ("дата подачи + 3", "no-operation", "дата подачи + 3", "дата + число"),
        ("upper case(сумма)", "wrong-argument", "сумма", "должен быть текст"),
        ("uper case(решение)", "unknown-function", "uper case", "Есть «upper case»"),
        ("substring(решение)", "wrong-count", "substring(решение)", "start position"),
        ("if решение then 1 else 2", "not-boolean", "решение", "да или нет"),
        ("согласен and сумма", "not-boolean", "сумма", "число"),
        ('сумма in ["a", "b"]', "not-comparable", '["a", "b"]', "число и текст"),
        ("for i in 1..3 return i + решение", "no-operation", "i + решение", "число + текст"),
        ("дата подачи.yer", "unknown-member", "yer", "Есть «year»"),
        ("сумма.часы", "unknown-member", "часы", "число"),
        ("сумма(1)", "not-a-function", "сумма", "не функция"),
        ("сумма +", "unfinished", "", "оборвано"),
    ],
)
def test_a_wrong_expression_is_explained_at_its_place(text: str, code: str, part: str, russian: str) -> None:
    problem = check(text, TYPES)[0]
    assert problem.code == code
    assert russian in problem.ru
    assert problem.en
    if part:
        assert text[problem.position : problem.position + problem.length] == part


def test_cells_are_checked_against_the_type_of_their_input() -> None:
    types = {**TYPES, "?": NUMBER}
    assert check("< 10, [20..30]", types, unary=True) == []
    assert check("-", types, unary=True) == []
    assert check('"да"', types, unary=True)[0].code == "not-comparable"
    assert check("> предел", types, unary=True)[0].code == "unknown-name"


def test_given_functions_are_known_with_their_arguments() -> None:
    functions = {
        "add working days": Function(("date", "days"), lambda d, n: d, types=("date", "number"), result="date")
    }
    assert check("add working days(дата подачи, 3) > today()", TYPES, functions=functions) == []
    assert check("add working days(дата подачи)", TYPES, functions=functions)[0].code == "wrong-count"
    assert check("add working days(дата подачи, 3)", TYPES, functions=["add working days"]) == []
    assert check("add working days(дата подачи, 3)", TYPES)[0].code == "unknown-function"


def test_without_strictness_unknown_names_pass_but_clear_errors_stay() -> None:
    assert check("неизвестное > 3", TYPES, strict=False) == []
    assert check('сумма > "3"', TYPES, strict=False)[0].code == "not-comparable"


def test_the_type_of_the_answer_is_known() -> None:
    assert result_type("сумма > 1 and согласен", TYPES) == BOOLEAN
    assert result_type("строки.часы", TYPES) == list_type(NUMBER)
    assert result_type('дата подачи + duration("P1D")', TYPES).kind in ("date", "Any")
