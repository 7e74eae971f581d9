"""Text fields take what people write and say what to write instead."""

from __future__ import annotations

import time

import pytest

from tests.forms.making import error_of, form_of, part, typed

NBSP = "\u00a0"


def test_ends_are_trimmed_and_an_empty_text_is_no_answer() -> None:
    assert typed("textfield", "  МБОУ «СОШ № 3» ") == ("МБОУ «СОШ № 3»", "")
    assert typed("textfield", "   ") == (None, "")


def test_lines_are_kept_in_an_area_and_joined_in_a_field() -> None:
    assert typed("textarea", "раз\r\nдва\rтри")[0] == "раз\nдва\nтри"
    assert typed("textfield", "раз\r\nдва")[0] == "раз два"


def test_control_characters_and_lone_surrogates_are_dropped() -> None:
    value, error = typed("textfield", "а\x00б\x1b[31m\ud800")
    assert value == "аб[31m"
    assert error == ""
    value.encode("utf-8")


def test_a_required_text_says_to_fill_in() -> None:
    assert typed("textfield", "", validate={"required": True}) == (None, "Заполните это поле")
    assert typed("textfield", "", validate={"required": True}, locale="en")[1] == "Fill in this field"


def test_an_author_may_say_what_is_missing() -> None:
    wanted = {"requiredMessage": "Напишите, почему число ставок выросло"}
    error = typed("textarea", "", validate={"required": True}, properties=wanted)[1]
    assert error == "Напишите, почему число ставок выросло"


@pytest.mark.parametrize(
    ("text", "error"),
    [("абв", f"Не короче 5{NBSP}знаков"), ("а" * 12, f"Не длиннее 11{NBSP}знаков, сейчас 12"), ("абвгд", "")],
)
def test_length_counts_characters(text: str, error: str) -> None:
    assert typed("textfield", text, validate={"minLength": 5, "maxLength": 11})[1] == error


def test_a_line_has_a_limit_without_any_rule() -> None:
    assert typed("textfield", "а" * 2001)[1].startswith("Не длиннее 2000")


@pytest.mark.parametrize("text", ["school3@edu.chita.ru", "имя.фамилия@пример.рф"])
def test_good_addresses_pass(text: str) -> None:
    assert typed("textfield", text, validate={"validationType": "email"})[1] == ""


@pytest.mark.parametrize("text", ["school3", "a@b", "a b@c.ru", "a@b.ru,c@d.ru", "@edu.ru"])
def test_bad_addresses_get_an_example(text: str) -> None:
    assert typed("textfield", text, validate={"validationType": "email"})[1].startswith(
        "Напишите адрес почты, например"
    )


@pytest.mark.parametrize("text", ["+7 (3022) 35-12-34", "8 914 123 45 67", "35-12-34 доб. 12"])
def test_good_telephones_pass(text: str) -> None:
    assert typed("textfield", text, validate={"validationType": "phone"})[1] == ""


@pytest.mark.parametrize("text", ["да", "12", "позвоните"])
def test_bad_telephones_get_an_example(text: str) -> None:
    assert typed("textfield", text, validate={"validationType": "phone"})[1].startswith("Напишите телефон с кодом")


def test_a_pattern_says_its_own_words() -> None:
    rule = {"pattern": "^[0-9]{1,5}-к$", "patternErrorMessage": "Номер приказа, например 47-к"}
    assert typed("textfield", "47-к", validate=rule)[1] == ""
    assert typed("textfield", "сорок", validate=rule)[1] == "Номер приказа, например 47-к"


def test_a_greedy_pattern_cannot_stop_the_server() -> None:
    begun = time.perf_counter()
    assert typed("textfield", "a" * 1_900 + "!", validate={"pattern": "^(a+)+$"})[1] != ""
    assert time.perf_counter() - begun < 0.5


def test_two_texts_for_one_field_are_refused() -> None:
    value, error = typed("textfield", ["один", "два"])
    assert value is None
    assert error.startswith("Заполните поле ещё раз")


def test_bounds_of_length_may_be_expressions() -> None:
    form = form_of(part("textfield", "x", validate={"maxLength": "=most"}), posted={"x": "абвг"}, context={"most": 3})
    assert error_of(form, "x").startswith("Не длиннее 3")


def test_stored_values_of_a_wrong_type_are_shown_as_empty() -> None:
    for stored in ([], {}, True, object()):
        form = form_of(part("textfield", "x"), values={"x": stored})
        form.validate()
        assert form.layout()
