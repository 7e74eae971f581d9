"""Numbers as people in Russia write them; never a float, never NaN."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.forms.numerals import show_number, typed_number
from tests.forms.making import error_of, form_of, part, typed

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("24 600,50", Decimal("24600.50")),
        (f"24{NBSP}600,5", Decimal("24600.5")),
        ("1.5", Decimal("1.5")),
        ("−3", Decimal(-3)),
        ("-0,25", Decimal("-0.25")),
        ("0", Decimal(0)),
        ("+7", Decimal(7)),
        ("0007", Decimal(7)),
        ("107\u202f265", Decimal(107265)),
    ],
)
def test_people_write_numbers_in_many_ways(text: str, value: Decimal) -> None:
    found, error = typed("number", text)
    assert (found, error) == (value, "")
    assert isinstance(found, Decimal)


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        "Infinity",
        "1e5",
        "0x10",
        "1,5,5",
        "1.234,56",
        "1 5",
        "24 60",
        "десять",
        "１２",
        "1_000",
        "--1",
        ",5",
        "5,",
    ],
)
def test_what_is_no_number_gets_an_example(text: str) -> None:
    assert typed("number", text) == (None, "Напишите число цифрами, например 1,5")


def test_a_huge_number_is_refused_at_once() -> None:
    assert typed("number", "9" * 100_000)[1] == "Число не длиннее 30 цифр"
    assert typed("number", "9" * 31)[1] == "Число не длиннее 30 цифр"


def test_whole_numbers_are_int() -> None:
    value, error = typed("number", "1 200", decimalDigits=0)
    assert (value, error) == (1200, "")
    assert type(value) is int
    assert typed("number", "1,5", decimalDigits=0)[1] == "Целое число, без дробной части"


def test_digits_after_the_comma_are_counted_without_trailing_zeros() -> None:
    assert typed("number", "1,500", decimalDigits=1)[1] == ""
    assert typed("number", "1,555", decimalDigits=2)[1] == f"Не больше 2{NBSP}знаков после запятой"


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ({"min": 0.25, "max": 10}, "Число от 0,25 до 10"),
        ({"min": 1}, "Число не меньше 1"),
        ({"max": 107265}, f"Число не больше 107{NBSP}265"),
        ({"min": "=least"}, "Число не меньше 3"),
    ],
)
def test_bounds_are_told_as_what_to_write(rule: dict[str, Any], message: str) -> None:
    low = "-5" if "min" in rule else "999999999"
    assert typed("number", low, validate=rule, context={"least": 3})[1] == message


def test_a_missing_number_tells_its_bounds() -> None:
    assert typed("number", "", validate={"required": True, "min": 0.25, "max": 10})[1] == "Число от 0,25 до 10"
    assert typed("number", "", validate={"required": True}, decimalDigits=0)[1] == "Напишите число, например 12"


@pytest.mark.parametrize(("text", "near"), [("0,3", "0,25 и 0,5"), ("-0,3", "−0,5 и −0,25")])
def test_a_step_tells_the_two_nearest(text: str, near: str) -> None:
    assert typed("number", text, increment=0.25)[1] == f"Число с шагом 0,25: ближайшие {near}"


def test_a_tenth_is_a_multiple_of_a_tenth() -> None:
    assert typed("number", "0,3", increment=0.1)[1] == ""


def test_serialize_to_string_keeps_every_digit() -> None:
    assert typed("number", "12345678901234567890,12", serializeToString=True)[0] == "12345678901234567890.12"


def test_english_groups_with_commas() -> None:
    assert typed("number", "24,600.50", locale="en")[0] == Decimal("24600.50")
    assert typed("number", "1,5", locale="en")[0] == Decimal("1.5")


def test_a_stored_number_reads_back_the_same() -> None:
    for number in ("0", "24600.5", "-1234567.25", "1E+3", "0.001"):
        for locale in ("ru", "en"):
            shown = typed_number(Decimal(number), locale)
            assert typed("number", shown, locale=locale)[0] == Decimal(number)


def test_numbers_are_shown_in_the_russian_manner() -> None:
    assert show_number(Decimal("107265"), "ru", 2) == f"107{NBSP}265,00"
    assert show_number(2026, "ru") == "2026"
    assert show_number(Decimal("-1234567.5"), "ru") == f"\u22121{NBSP}234{NBSP}567,5"


@pytest.mark.parametrize("stored", [float("nan"), "abc", [], {}, True, Decimal("NaN"), Decimal("1E+9999"), "1" * 5000])
def test_stored_nonsense_is_empty(stored: Any) -> None:
    form = form_of(part("number", "x"), values={"x": stored})
    form.validate()
    assert form["x"].data is None


def test_what_was_typed_is_shown_again() -> None:
    form = form_of(part("number", "x"), posted={"x": "полторы"})
    assert error_of(form, "x")
    assert 'value="полторы"' in form["x"]()
