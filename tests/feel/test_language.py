"""The words and signs of the language."""

from __future__ import annotations

import pytest

from tests.feel.asking import ask, ask_fully

TRUE_THINGS = [
    "0.1 + 0.2 = 0.3",
    "1 = 1.0",
    "-3 ** 2 = 9",
    "2 ** 3 ** 2 = 64",
    "1 + 2 * 3 = 7",
    "(1 + 2) * 3 = 9",
    "10 / 4 = 2.5",
    '"а" + "б" = "аб"',
    '"\\u0416" = "Ж"',
    '"\\U01F40E" = "🐎"',
    "/* примечание */ true // до конца строки",
    "5 between 1 and 10 and 3 between 3 and 3",
    "1 in [1, 2] and 5 in (1, > 4) and 3 in [1..3] and 3 in ]2..3]",
    "not(3 in [1..3)) and not(1 in (1..3]) and 2 in ]1..3[",
    '"b" in ["a".."c"]',
    "[1, 2, 3][2] = 2 and [1, 2, 3][-1] = 3",
    "[1, 2, 3][item > 1] = [2, 3]",
    "[{a: 1}, {a: 2}][a = 2].a = [2]",
    "[{item: 1}, {item: 2}][item >= 2] = [{item: 2}]",
    "{a: 1, b: a + 1}.b = 2",
    '{"странный ключ!": 1} = {"странный ключ!": 1}',
    "(for i in 1..3 return i * i) = [1, 4, 9]",
    "(for i in 3..1 return i) = [3, 2, 1]",
    "(for i in 0..4 return if i = 0 then 1 else i * partial[-1]) = [1, 1, 2, 6, 24]",
    "(for x in [1, 2], y in [10, 20] return x + y) = [11, 21, 12, 22]",
    "(for x in [[1, 2], [3]], y in x return y) = [1, 2, 3]",
    "some x in [1, 2], y in [2, 3] satisfies x = y",
    "every x in [] satisfies false",
    "(function(a, b) a - b)(5, 3) = 2",
    "(function(a: number, b: number) a - b)(b: 5, a: 3) = -2",
    "{f: function(x) x * 2, r: f(21)}.r = 42",
    "{kept: 10, add: function(x) x + kept, r: add(5)}.r = 15",
    "sort([3, 1, 2], function(x, y) x > y) = [3, 2, 1]",
    "1 instance of number and not(null instance of Any)",
    '[1, 2] instance of list<number> and not([1, "a"] instance of list<number>)',
    "{a: 1, b: 2} instance of context<a: number>",
    "[1..3] instance of range<number>",
    "(function(x) x) instance of function<Any> -> Any",
    '@"P1D" instance of days and time duration',
    "[1..10].start = 1 and (1..10].start included = false",
    "null = null and not(1 = null)",
]


@pytest.mark.parametrize("text", TRUE_THINGS)
def test_this_is_true(text: str) -> None:
    assert ask(text) is True


UNKNOWN_THINGS = [
    "true and null",
    "false or null",
    "null and null",
    "true and 1",
    "1 < null",
    '1 = "1"',
    '1 < "2"',
    "null + 1",
    '1 + "a"',
    "1 / 0",
    "[1, 2][3]",
    "[1, 2][0]",
    "{a: 1}.b",
    "null.b",
    '"some_func"()',
    '[1.."b"]',
    '-"10"',
    "10 * true",
    "9 ** 99999",
    "1e6000 * 1e6000",
    'for i in "a".."z" return i',
    "some x in 5..null satisfies true",
    "context({key: 1})",
    "if null then 1 else null",
]


@pytest.mark.parametrize("text", UNKNOWN_THINGS)
def test_what_cannot_be_worked_out_is_null_with_a_reason(text: str) -> None:
    evaluation = ask_fully(text)
    assert evaluation.value is None


def test_false_decides_and_true_decides_whatever_stands_beside() -> None:
    assert ask("false and null") is False
    assert ask("null and false") is False
    assert ask("true or null") is True
    assert ask('"x" or true') is True


def test_whatever_is_not_true_goes_to_else() -> None:
    assert ask('if null then "да" else "нет"') == "нет"
    assert ask('if 1 then "да" else "нет"') == "нет"


@pytest.mark.parametrize("body", ["partial", "[partial]", "{a: partial}", "[partial..i]", "function() partial"])
def test_results_so_far_are_a_copy_that_never_holds_itself(body: str) -> None:
    assert len(ask(f"for i in 1..4 return {body}")) == 4


def test_a_path_over_a_list_collects_fields() -> None:
    rows = [{"часы": 34}, {"часы": 68}, {}]
    assert ask("строки.часы", строки=rows) == [34, 68, None]


def test_data_is_never_changed_and_never_shared() -> None:
    data = {"a": [1, {"b": 2}]}
    answer = ask_fully("a", data).value
    answer.append("x")
    answer[1]["b"] = "y"
    assert data == {"a": [1, {"b": 2}]}


def test_numbers_keep_34_digits() -> None:
    assert str(ask_fully("1/3").value) == "0.3333333333333333333333333333333333"
    assert ask("100000000000000000000000000000001 + 1 = 100000000000000000000000000000002") is True


def test_a_builtin_is_not_hidden_by_a_field_of_its_name() -> None:
    assert ask("count([1, 2]) + count", count=5) == 7


def test_a_long_chain_does_not_exhaust_the_stack() -> None:
    assert ask("+".join(["1"] * 290)) == 290
